/** Which rules apply to the replies of a run, as far as its report shows. Pure. */

import { endpointName } from '../ask/apis.ts'
import type { Api, Kind, Rule, TurnReport, Verdict } from '../model/index.ts'

/** Id of the verdict on all replies of a run, compared. */
export const COMPARISON = 'run/all-replies'

/** Whether a verdict is on captured traffic that may lack what shows the form of its reply. */
export function isBare({ id, turns, findings }: Verdict): boolean {
  return !turns.length && findings.length > 0 && id !== COMPARISON
}

/** Whether the reply of a turn is one that a rule is about. */
export function appliesTo(rule: Rule, turn: TurnReport, api: Api): boolean {
  const { method, url } = turn.request
  if (rule.of !== undefined && !rule.of.includes(endpointName(api, method, url))) return false
  const kinds = kindsOf(turn)
  return rule.on.some((kind) => kinds.includes(kind))
}

/** The kinds of subject that a reply was judged as, as far as the report shows them. */
function kindsOf({ status = 0, ended, reply }: TurnReport): readonly Kind[] {
  // Where the client closed the connection, what had arrived by then proves little.
  if (ended === 'dropped') return []
  if (!reply) return ['unreadable']
  if (status < 200 || status > 299) return ['error']
  if (reply.form === 'stream') return ['stream', 'event']
  return [reply.form === 'json' ? 'json' : 'unreadable']
}
