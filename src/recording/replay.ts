/** Gives a recorded run again: its plan, and a Send that answers out of the recording. */

import { asCopyOf } from '../ask/case-source.ts'
import { PLAIN_TURN } from '../ask/turn.ts'
import { Untestable } from '../foundation/usage-error.ts'
import type { Case, Exchange, Occasion, Plan, Request, Send, Step } from '../model/index.ts'
import { type CaseRecorded, type ExchangeRecorded, fromRecorded, type RunRecorded } from './recording.ts'

export interface Replayed {
  readonly run: RunRecorded
  readonly recorded: ReadonlyMap<string, CaseRecorded>
  /** The cases as the suites have them now, by id. */
  readonly cases: ReadonlyMap<string, Case>
}

/**
 * The plan of the recorded run.
 * @param wanted ids of the cases to judge
 * @param skips why a case is not judged under this profile, by id
 * @param rules patterns of the rules to evaluate; those of the recorded run by default
 */
export function planReplay(
  { run, recorded, cases }: Replayed,
  profile: string,
  wanted: ReadonlySet<string>,
  skips: ReadonlyMap<string, string>,
  rules = run.options.rules,
): Plan {
  const steps = run.steps.filter((step) => wanted.has(step.case))
  const chosen = run.options.chosen || steps.length < run.steps.length
  return {
    target: { ...run.target, profile },
    scope: {
      ...(chosen ? { chosen: true } : {}),
      ...(rules.length ? { rules } : {}),
      ...(run.options.repeat === undefined ? {} : { repeat: run.options.repeat }),
      ...(run.options.shard ? { shard: run.options.shard } : {}),
    },
    steps: steps.map(({ case: id, skip, unfinished }): Step => {
      const file = recorded.get(id)
      const testCase = cases.get(id) ?? gone(id, file?.title)
      const why = skip ?? skips.get(id)
      // The end of a run that crashed was never written down: what has no file had not ended.
      if (unfinished || (why === undefined && !file)) return { case: testCase, unfinished: true }
      return why === undefined
        ? { case: asRecorded(testCase, file), attempts: file?.attempts.length ?? 1 }
        : { case: testCase, skip: why }
    }),
  }
}

/** The case without its control if that was not sent: the case was decided, or the run was stopped before its last attempt. */
function asRecorded(testCase: Case, file: CaseRecorded | undefined): Case {
  const { control, ...uncontrolled } = testCase
  const isSent = file?.attempts.at(-1)?.some(({ turn }) => turn >= testCase.turns.length)
  return control && !isSent ? asCopyOf(testCase, uncontrolled) : testCase
}

/** A case that the suites no longer have; sending its turn says so. */
function gone(id: string, title = id): Case {
  const suite = id.split('/')[0] ?? id
  const place = { file: '', line: 1, column: 1 }
  return { id, suite, api: '', title, needs: [], about: [], turns: [PLAIN_TURN], audits: {}, place, yaml: '' }
}

/** Answers every request with what was recorded for its occasion, if it is the request that was recorded. */
export function openReplay({ recorded, cases }: Pick<Replayed, 'recorded' | 'cases'>): Send {
  return async (request, _signal, occasion) => {
    if (!occasion) throw new Untestable('nothing is recorded for a request outside of a case')
    if (!cases.has(occasion.case))
      throw new Untestable(
        'it is in the recording, but no longer in the suites; name a folder of your own with --suites',
      )
    const reply = find(recorded.get(occasion.case), occasion)
    const turn = `turn ${occasion.turn + 1}`
    if (!reply) throw new Untestable(`${turn} is not in the recording: the case has changed since`)
    const exchange: Exchange = fromRecorded(reply)
    const change = changeOf(exchange.request, request)
    if (change)
      throw new Untestable(`the request of ${turn} is not the recorded one, ${change}: the case has changed since`)
    return { ...exchange, request }
  }
}

function find(file: CaseRecorded | undefined, { attempt, turn, reply }: Occasion): ExchangeRecorded | undefined {
  return file?.attempts[attempt - 1]?.find((recorded) => recorded.turn === turn)?.replies[reply]
}

/** In what a request differs from the recorded one. */
function changeOf(before: Request, now: Request): string | undefined {
  for (const part of ['method', 'url', 'hangUp'] as const)
    if (before[part] !== now[part]) return `its ${part} was ${before[part] ?? 'none'} and is ${now[part] ?? 'none'}`
  const names = [...new Set([...Object.keys(before.headers), ...Object.keys(now.headers)])]
  const header = names.find((name) => before.headers[name] !== now.headers[name])
  if (header !== undefined) return `its header ${header} differs`
  if (before.text === now.text) return undefined
  const where = placeOfChange(before.body, now.body, '')
  return `its body differs${where ? ` at ${where}` : ''}`
}

/** Pointer to the first place where two bodies differ. */
function placeOfChange(before: unknown, now: unknown, at: string): string | undefined {
  if (Object.is(before, now)) return undefined
  if (typeof before !== 'object' || typeof now !== 'object' || !before || !now) return at
  const keys = new Set([...Object.keys(before), ...Object.keys(now)])
  for (const key of keys) {
    const step = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const [old, young] = [before, now].map((holder) => (holder as Record<string, unknown>)[key])
    const place = placeOfChange(old, young, step)
    if (place) return place
  }
  return undefined
}
