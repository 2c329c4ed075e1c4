/** `run --dry-run`: prints what would be sent, without sending anything. */
import { count } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import { endpointOf } from '../ask/apis.ts'
import { compose, fillTurn, NO_HISTORY, type Setting } from '../ask/compose.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import type { Api, Case, Plan, Turn } from '../model/index.ts'
import { curl } from '../wire/curl.ts'
import { write } from './terminal.ts'

/** Prints the plan: totals, then each case with the command line of its first request. */
export function printPlan(plan: Plan, setting: Setting, attempts: number): void {
  write(formatTotals(plan, setting.api, attempts))
  for (const { case: testCase, skip } of plan.steps) {
    const { requests } = costOf(testCase.turns, setting.api)
    const cost = skip === undefined ? count(requests, 'request') : `skip: ${printable(skip)}`
    write(`\n${printable(testCase.id)}  ${cost}\n  ${printable(testCase.title)}\n`)
    if (skip === undefined) write(`  ${firstRequest(testCase, setting)}\n`)
  }
}

function formatTotals({ target, steps }: Plan, api: Api, attempts: number): string {
  const due = steps.filter(({ skip }) => skip === undefined)
  const costs = due.map((step) => costOf(step.case.turns, api))
  const sum = (of: (cost: Cost) => number): number => costs.reduce((total, cost) => total + of(cost), 0)
  const [requests, tokens, unlimited] = [
    sum((cost) => cost.requests),
    sum((cost) => cost.tokens),
    sum((cost) => cost.unlimited),
  ]
  const skipped = steps.filter(({ skip }) => skip !== undefined).length
  const others = due.reduce((total, step) => total + othersOf(step.case), 0)
  const most = attempts > 1 ? `, at most ${number(requests * attempts)} with --attempts ${attempts}` : ''
  const open = unlimited ? `, plus ${count(unlimited, 'request')} without a token limit` : ''
  return [
    `Target    ${printable(target.baseUrl)}`,
    `Model     ${printable(target.model)}`,
    `Profile   ${printable(target.profile)}`,
    `Cases     ${number(steps.length - skipped)} to run${skipped ? `, ${skipped} to skip` : ''}`,
    `Requests  ${number(requests)}${most}; retries are extra${others ? `, and ${others} that are sent only after a certain reply` : ''}`,
    `Tokens    at most ${number(tokens)} completion tokens in one attempt${open}`,
    '',
  ].join('\n')
}

const number = (n: number): string => n.toLocaleString('en')

interface Cost {
  readonly requests: number
  /** Sum of the token limits of the requests. */
  readonly tokens: number
  /** Number of requests for completions without a token limit. */
  readonly unlimited: number
}

/** Number of requests that are sent only after certain replies. */
function othersOf({ turns, control }: Case): number {
  const conditional = turns.filter(({ when }) => when).reduce((sum, { times }) => sum + times, 0)
  return conditional + 2 * (control?.pairs.length ?? 0)
}

/** The cost of the turns that are sent whatever is answered. */
function costOf(turns: readonly Turn[], api: Api): Cost {
  return turns
    .filter(({ when }) => !when)
    .reduce<Cost>(
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

/** Maximum completion tokens of one request of a turn; undefined if it sets no limit. */
function ceilingOf({ send, raw, path, method }: Turn, api: Api): number | undefined {
  const ceiling = raw === undefined ? endpointOf(api, method, path)?.ceiling : undefined
  if (!ceiling) return 0
  const numberAt = (at: string): number | undefined => {
    const value = lookUp(at, send)?.[0]?.value
    return typeof value === 'number' ? value : undefined
  }
  const limit = ceiling.tokens.map(numberAt).find((tokens) => tokens !== undefined)
  const answers = ceiling.answers === undefined ? undefined : numberAt(ceiling.answers)
  return limit === undefined ? undefined : Math.max(0, limit) * Math.max(1, answers ?? 1)
}

function firstRequest({ turns: [first] }: Case, setting: Setting): string {
  if (!first) return ''
  const composed = compose(fillTurn(first, setting), NO_HISTORY, setting)
  return 'unable' in composed ? composed.unable : curl(composed.request).split('\n').map(printable).join('\n')
}
