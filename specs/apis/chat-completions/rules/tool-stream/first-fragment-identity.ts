import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { byCall, type Fragment } from './_fragments.ts'

interface MissingField {
  readonly path: string
  readonly got: unknown
}

/** Absent, null or empty. The schema reports other types. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function findMissing({ part, fn }: Fragment): readonly MissingField[] {
  const member = part.custom === undefined ? 'function' : 'custom'
  const places: readonly (readonly [string, Wire, string])[] = [
    ['id', part, 'id'],
    ['type', part, 'type'],
    // Without the field itself, tool-stream/function-member-present reports that.
    ...(part[member] === undefined ? [] : [[`${member}/name`, fn, 'name'] as const]),
  ]
  return places.flatMap(([path, holder, key]) => (isBlank(holder[key]) ? [{ path, got: holder[key] }] : []))
}

export default {
  says: 'The first fragment of a call has its id, its type and the name of the function.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; openai-node, accumulating helper (a call without a type is an error)',
  why: 'openai-node raises an error if the type is never sent; a call without an id cannot be answered, and a call without a name cannot be run.',
  mend: 'Begin each call with one fragment that has index, id, type and function.name.',
  wrong: '{"index":0,"id":"call_1","function":{"name":"f","arguments":""}}',
  right: '{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}',
  seen: ['https://github.com/vllm-project/vllm/issues/16340'],
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    const firsts = byCall(seen).flatMap(([first]) => (first ? [first] : []))
    const missing = firsts.flatMap((first) => findMissing(first).map((field) => ({ ...field, first })))
    for (const { path, got, first } of missing.slice(0, FEW))
      yield {
        at: `${first.at}/${path}`,
        message:
          got === undefined
            ? 'is missing in the first fragment of the call'
            : 'is null or empty in the first fragment of the call',
        ...(got === undefined ? {} : { got }),
      }
  },
} satisfies Rule<'stream'>
