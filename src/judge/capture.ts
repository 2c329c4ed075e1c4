/** Judges what no case requested: captured traffic and examples in documents. Only rules are evaluated. */

import { endpointNamed } from '../ask/apis.ts'
import type { Endpoint, Exchange, Fact, Finding, Noted, Part, Verdict } from '../model/index.ts'
import { observe, observeRequest } from '../read/observe.ts'
import { hideFacts } from '../read/veil.ts'
import { turnReport } from '../report/turn-report.ts'
import { type Bench, judgeSubject } from './attempt.ts'

export interface Captured {
  /** Name of the exchange in reports, such as the file that it came from. */
  readonly id: string
  readonly title: string
  /** What it is filed under. */
  readonly suite: string
}

/** What is known of an exchange that was not captured completely. */
export interface Knowledge {
  /** How much of the reply is there; absent for all of it. */
  readonly part?: Part
  /** Facts that were not captured: the exchange has placeholder values for them. */
  readonly lacks?: ReadonlySet<Fact>
  /** Whether something that was left out may be where a finding is. */
  readonly hides?: (finding: Finding) => boolean
}

/** The verdict on one exchange. What is expected of it is unknown, so rules that depend on it report nothing. */
export function judgeCaptured(
  exchange: Exchange,
  { id, title, suite }: Captured,
  bench: Bench,
  { part, lacks = NOTHING, hides }: Knowledge = {},
): Verdict {
  const seen = observe({ case: id, turn: 0, owed: 'either' }, exchange, bench.profile)
  const known = hideFacts(part ? { ...seen, part } : seen, lacks)
  const turns = lacks.size ? [] : [turnReport(exchange, bench.profile.api)]
  const judgement = judgeSubject(id, known, bench, hides)
  const wrong = lacks.has('status') || lacks.has('request') ? [] : findInRefused(exchange, id, bench)
  const clientFindings = wrong.length ? { clientFindings: wrong } : {}
  return { id, title, suite, needs: [], ...judgement, ...clientFindings, attempts: 1, turns }
}

const NOTHING: ReadonlySet<Fact> = new Set()

/** The statuses that say that a request is invalid. Others are about keys, paths, models and limits. */
const INVALID: ReadonlySet<number | undefined> = new Set([400, 422])

/** What is wrong with the request of a refusal. A valid request may be refused for what only the server knows. */
function findInRefused({ request, status }: Exchange, id: string, bench: Bench): readonly Noted[] {
  const { api } = bench.profile
  if (!INVALID.has(status) || endpointNamed(api, request.endpoint)?.request === undefined) return []
  const isCoded = request.headers['content-encoding'] !== undefined
  if (request.body === undefined && (!request.text || isCoded)) return []
  const { findings } = judgeSubject(id, observeRequest(request.body, api, request.endpoint), bench)
  if (request.body !== undefined) return findings.filter(({ tolerated }) => tolerated === undefined)
  return findings.slice(0, 1).map(({ got: _, ...finding }) => ({ ...finding, at: '', message: 'is not JSON' }))
}

/**
 * The verdict on the body of a request, by the rules that are about requests.
 * @param endpoint name of the endpoint that it is for; the first of the API without it
 */
export function judgeRequest(
  body: unknown,
  { id, title, suite }: Captured,
  bench: Bench,
  { hides, endpoint }: Pick<Knowledge, 'hides'> & { readonly endpoint?: Endpoint } = {},
): Verdict {
  const seen = observeRequest(body, bench.profile.api, endpoint)
  return { id, title, suite, needs: [], ...judgeSubject(id, seen, bench, hides), attempts: 1, turns: [] }
}
