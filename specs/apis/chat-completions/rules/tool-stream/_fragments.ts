/** The fragments of tool calls in a stream. */
import type { StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { groupBy, integer, list, locate, object, string } from '../../../../rules/_helpers.ts'
import type { DeltaSeen } from '../_chat.ts'
import { requestedDeltas } from '../stream/_stream.ts'

export interface Fragment {
  /** Pointer to the element of delta.tool_calls. */
  readonly at: string
  readonly chunk: number
  /** Index of the choice. */
  readonly choice: number
  /** Index of the call. The schemas report fragments without an integer index. */
  readonly index: number
  readonly part: Wire
  /** The field `function`, or `custom` for a custom tool. */
  readonly fn: Wire
}

/** All fragments with an index, in the order of arrival. */
export function fragments(seen: StreamSeen): readonly Fragment[] {
  return requestedDeltas(seen).flatMap(fragmentsOf)
}

/** The fragments of one delta that have an index. */
export function fragmentsOf({ at, chunk, index: choice, delta }: DeltaSeen): readonly Fragment[] {
  return locate(delta.tool_calls, `${at}/delta/tool_calls`).flatMap(({ at, value: part }) => {
    const index = integer(part.index)
    const fn = object(part.function) ?? object(part.custom) ?? {}
    return index === undefined ? [] : [{ at, chunk, choice, index, part, fn }]
  })
}

/** The fragments of each choice, choices in the order of their first fragment. */
export function byChoice(seen: StreamSeen): readonly (readonly Fragment[])[] {
  return [...groupBy(fragments(seen), ({ choice }) => choice).values()]
}

/** The fragments of each call: same choice, same index. */
export function byIndex(seen: StreamSeen): readonly (readonly Fragment[])[] {
  return [...groupBy(fragments(seen), ({ choice, index }) => `${choice}/${index}`).values()]
}

/** The calls as the server means them: another id with a name under the same index begins another call. */
export function byCall(seen: StreamSeen): readonly (readonly Fragment[])[] {
  return byIndex(seen).flatMap((group) => {
    const calls: Fragment[][] = []
    let id: string | undefined
    for (const fragment of group) {
      const nextId = string(fragment.part.id)
      if (!calls.length || (nextId && id && nextId !== id && fragment.fn.name)) calls.push([])
      calls.at(-1)?.push(fragment)
      id = nextId || id
    }
    return calls
  })
}

/** Every fragment has an index. Otherwise some belong to no call, and tool-stream/index-integer reports that. */
export function areAllIndexed(seen: StreamSeen): boolean {
  const elements = requestedDeltas(seen).flatMap(({ delta }) => list(delta.tool_calls))
  return elements.length === fragments(seen).length
}
