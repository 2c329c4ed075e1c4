/**
 * Which cases a twist changes. In one run against the reference server itself every twist is shown a copy of every reply
 * in the making. In the cases where it changes nothing it would send the very same bytes, and to those no rule has
 * anything to say (the test of the variants shows it): leaving them out changes nothing but the time.
 */
import { judge, pass } from '../../server/hooks.ts'
import type { Asked, Twist } from '../../server/twist.ts'
import type { Report } from '../../src/model/index.ts'

export interface Probe {
  /** Changes nothing, and notes which twists would. */
  readonly twist: Twist
  /** The ids of the cases that a twist changes, by the report of the run; undefined where they differ from run to run. */
  casesOf(twist: string, report: Report): readonly string[] | undefined
}

/** @param twists of the contract, by id: what changes a dialect changes none of the replies seen here */
export function startProbe(twists: ReadonlyMap<string, Twist>): Probe {
  // What depends on the clock or on the number of requests before is not the same in another run.
  const unsteady = new Set([...twists].flatMap(([id, { piece }]) => (piece ? [id] : [])))
  const changed = new WeakMap<Asked, Set<string>>()
  const changedIn = new Map<string, ReadonlySet<string>>()
  const views = new WeakMap<Asked, Map<string, Asked>>()

  /** The request as one twist sees it, and may change it. */
  const viewOf = (asked: Asked, id: string): Asked => {
    const own = views.get(asked) ?? new Map<string, Asked>()
    views.set(asked, own)
    const count = () => {
      unsteady.add(id)
      return asked.count
    }
    const view = own.get(id) ?? Object.create(asked, { count: { get: count } })
    own.set(id, view)
    return view
  }

  /** Shows every twist that has this hook a copy of the value. */
  const show = <T>(
    hook: keyof Twist,
    value: T,
    asked: Asked,
    run: (twist: Twist, copy: T, view: Asked) => unknown,
    copyOf: (value: T) => T = structuredClone,
  ): void => {
    const before = JSON.stringify(value)
    const found = changed.get(asked) ?? new Set()
    changed.set(asked, found)
    for (const [id, one] of twists)
      if (one[hook] && JSON.stringify(run(one, copyOf(value), viewOf(asked, id))) !== before) found.add(id)
  }
  const passing = (hook: Parameters<typeof pass>[1]) => (value: unknown, asked: Asked) =>
    show(hook, value, asked, (one, copy, view) => pass([one], hook, copy, view))
  /** Every reply has a name in its headers, under which the report knows it. */
  const keep = ({ 'x-request-id': name = '' }: Readonly<Record<string, string>>, asked: Asked) =>
    changedIn.set(name, changed.get(asked) ?? new Set())

  const twist: Twist = {
    says: 'Nothing is different.',
    request: (body, asked) =>
      show('request', body, asked, (one, copy, view) => {
        view.body = copy
        one.request?.(copy, view)
        return copy
      }),
    refusal: (refusal, asked) => {
      show('refusal', refusal, asked, (one, copy, view) => judge([one], copy, view))
      return refusal
    },
    answers: passing('answers'),
    completion: passing('completion'),
    chunks: passing('chunks'),
    frames: passing('frames'),
    pieces: (pieces, asked) =>
      show(
        'pieces',
        pieces,
        asked,
        (one, copy, view) => pass([one], 'pieces', copy, view),
        (all) => all.map((piece) => Buffer.from(piece)),
      ),
    models: passing('models'),
    model: passing('model'),
    error: passing('error'),
    reply: (reply, asked) => {
      show('reply', reply, asked, (one, copy, view) => {
        one.reply?.(copy, view)
        return copy
      })
      keep(reply.headers, asked)
    },
    head: (head, asked) => {
      show('head', head, asked, (one, copy, view) => {
        one.head?.(copy, view)
        return copy
      })
      keep(head.headers, asked)
    },
    wire: (asked) => {
      show('wire', undefined, asked, (one, _, view) => one.wire?.(view))
      return undefined
    },
  }
  return {
    twist,
    casesOf: (id, report) =>
      unsteady.has(id)
        ? undefined
        : report.cases
            .filter(({ turns }) => turns.some(({ reply }) => changedIn.get(nameOf(reply?.headers ?? []))?.has(id)))
            .map(({ id }) => id),
  }
}

function nameOf(headers: readonly string[]): string {
  return headers.find((line) => line.startsWith('x-request-id: '))?.slice('x-request-id: '.length) ?? ''
}
