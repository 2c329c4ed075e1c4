/** `run --dry-run`: what would be sent, without sending anything. */
import { count } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import { endpointOf } from '../ask/apis.ts'
import { compose, forTarget, NO_HISTORY, type Setting } from '../ask/compose.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import type { Case, Plan, Turn } from '../model/index.ts'
import { curl } from '../wire/curl.ts'
import { write } from './terminal.ts'

/** Prints the plan: totals, then each case with the command line of its first request. */
export function printPlan(plan: Plan, setting: Setting, attempts: number): void {
  write(totals(plan, attempts))
  for (const { case: one, skip } of plan.steps) {
    const { requests } = costOf(one.turns, one.api)
    const how = skip === undefined ? count(requests, 'request') : `skip: ${printable(skip)}`
    write(`\n${printable(one.id)}  ${how}\n  ${printable(one.title)}\n`)
    if (skip === undefined) write(`  ${firstRequest(one, setting)}\n`)
  }
}

function totals({ target, steps }: Plan, attempts: number): string {
  const costs = steps.filter(({ skip }) => skip === undefined).map((step) => costOf(step.case.turns, step.case.api))
  const sum = (of: (cost: Cost) => number): number => costs.reduce((total, cost) => total + of(cost), 0)
  const [requests, tokens, unlimited] = [
    sum((one) => one.requests),
    sum((one) => one.tokens),
    sum((one) => one.unlimited),
  ]
  const skipped = steps.filter(({ skip }) => skip !== undefined).length
  const again = attempts > 1 ? `, at most ${number(requests * attempts)} with --attempts ${attempts}` : ''
  const open = unlimited ? `, and what the model likes in ${count(unlimited, 'request')} without a limit` : ''
  return [
    `Target    ${printable(target.baseUrl)}`,
    `Model     ${printable(target.model)}`,
    `Profile   ${printable(target.profile)}`,
    `Cases     ${number(steps.length - skipped)} to run${skipped ? `, ${skipped} to skip` : ''}`,
    `Requests  ${number(requests)}${again}; retries come on top`,
    `Tokens    at most ${number(tokens)} completion tokens in one attempt${open}`,
    '',
  ].join('\n')
}

const number = (n: number): string => n.toLocaleString('en')

interface Cost {
  readonly requests: number
  /** Ceiling of the completion tokens in the requests that set one. */
  readonly tokens: number
  /** Requests for completions that set none. */
  readonly unlimited: number
}

function costOf(turns: readonly Turn[], api: string): Cost {
  return turns.reduce<Cost>(
    (sum, turn) => {
      const ceiling = ceilingOf(turn, api)
      return {
        requests: sum.requests + turn.times,
        tokens: sum.tokens + (ceiling ?? 0) * turn.times,
        unlimited: sum.unlimited + (ceiling === undefined ? turn.times : 0),
      }
    },
    { requests: 0, tokens: 0, unlimited: 0 },
  )
}

/** Most completion tokens of one request of a turn; undefined if it sets no limit. */
function ceilingOf({ send, raw, path, method }: Turn, api: string): number | undefined {
  const ceiling = raw === undefined ? endpointOf(api, method, path)?.ceiling : undefined
  if (!ceiling) return 0
  const numberAt = (at: string): number | undefined => {
    const found = lookUp(at, send)?.[0]?.value
    return typeof found === 'number' ? found : undefined
  }
  const limit = ceiling.tokens.map(numberAt).find((one) => one !== undefined)
  const answers = ceiling.answers === undefined ? undefined : numberAt(ceiling.answers)
  return limit === undefined ? undefined : Math.max(0, limit) * Math.max(1, answers ?? 1)
}

function firstRequest({ turns: [first] }: Case, setting: Setting): string {
  if (!first) return ''
  const composed = compose(forTarget(first, setting), NO_HISTORY, setting)
  return 'unable' in composed ? composed.unable : curl(composed.request).split('\n').map(printable).join('\n')
}
