/**
 * Which cases a fault changes. In one run against the lawful server every fault is shown a copy of every reply in the
 * making. In the cases where it changes nothing it would send the very same bytes, and to those no rule has anything to
 * say (the test of the variants shows it): leaving them out changes nothing but the time.
 */
import { judge, pass } from '../../server/hooks.ts'
import type { Asked, Fault, Twist } from '../../server/twist.ts'
import { choose, readFaults } from '../../server/twists.ts'
import type { Report } from '../../src/model.ts'

export interface Probe {
  /** Changes nothing, and notes which faults would. */
  readonly twist: Twist
  /** The ids of the cases that a fault changes, by the report of the run; undefined where they differ from run to run. */
  casesOf(fault: string, report: Report): readonly string[] | undefined
}

/** @param ids of faults of the contract: what breaks a dialect changes none of the replies seen here */
export async function startProbe(ids: readonly string[]): Promise<Probe> {
  const faults = await choose(readFaults, ids, 'fault').then((chosen) =>
    chosen.map((fault, i) => [ids[i] ?? '', fault] as const),
  )
  // What depends on the clock or on the number of requests before is not the same in another run.
  const unsteady = new Set(faults.flatMap(([id, { piece }]) => (piece ? [id] : [])))
  const changed = new WeakMap<Asked, Set<string>>()
  const changedIn = new Map<string, ReadonlySet<string>>()
  const views = new WeakMap<Asked, Map<string, Asked>>()

  /** The request as one fault sees it, and may change it. */
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

  /** Shows every fault that has this hook a copy of the value. */
  const show = <T>(
    hook: keyof Twist,
    value: T,
    asked: Asked,
    run: (fault: Fault, copy: T, view: Asked) => unknown,
    copyOf: (value: T) => T = structuredClone,
  ): void => {
    const before = JSON.stringify(value)
    const found = changed.get(asked) ?? new Set()
    changed.set(asked, found)
    for (const [id, fault] of faults)
      if (fault[hook] && JSON.stringify(run(fault, copyOf(value), viewOf(asked, id))) !== before) found.add(id)
  }
  const passing = (hook: Parameters<typeof pass>[1]) => (value: unknown, asked: Asked) =>
    show(hook, value, asked, (fault, copy, view) => pass([fault], hook, copy, view))
  /** Every reply has a name in its headers, under which the report knows it. */
  const keep = ({ 'x-request-id': name = '' }: Readonly<Record<string, string>>, asked: Asked) =>
    changedIn.set(name, changed.get(asked) ?? new Set())

  const twist: Twist = {
    says: 'Nothing is different.',
    request: (body, asked) =>
      show('request', body, asked, (fault, copy, view) => {
        view.body = copy
        fault.request?.(copy, view)
        return copy
      }),
    refusal: (refusal, asked) => {
      show('refusal', refusal, asked, (fault, copy, view) => judge([fault], copy, view))
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
        (fault, copy, view) => pass([fault], 'pieces', copy, view),
        (all) => all.map((piece) => Buffer.from(piece)),
      ),
    models: passing('models'),
    model: passing('model'),
    error: passing('error'),
    reply: (reply, asked) => {
      show('reply', reply, asked, (fault, copy, view) => {
        fault.reply?.(copy, view)
        return copy
      })
      keep(reply.headers, asked)
    },
    head: (head, asked) => {
      show('head', head, asked, (fault, copy, view) => {
        fault.head?.(copy, view)
        return copy
      })
      keep(head.headers, asked)
    },
    wire: (asked) => {
      show('wire', undefined, asked, (fault, _, view) => fault.wire?.(view))
      return undefined
    },
  }
  return {
    twist,
    casesOf: (fault, report) =>
      unsteady.has(fault)
        ? undefined
        : report.cases
            .filter(({ turns }) => turns.some(({ reply }) => changedIn.get(nameOf(reply?.headers ?? []))?.has(fault)))
            .map(({ id }) => id),
  }
}

function nameOf(headers: readonly string[]): string {
  return headers.find((line) => line.startsWith('x-request-id: '))?.slice('x-request-id: '.length) ?? ''
}
