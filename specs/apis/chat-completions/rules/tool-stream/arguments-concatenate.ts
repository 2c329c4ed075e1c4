import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, object, parse, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { declaredTools, isCutShort, isEmpty, needsNoArguments } from '../tool/_tools.ts'
import { areAllIndexed, byCall, type Fragment } from './_fragments.ts'

export default {
  says: 'The arguments of a streamed function call, joined in order, are one JSON object.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'Streams of the reference; OpenAPI ChatCompletionMessageToolCallChunk › function › arguments (JSON format; validity is not promised without strict)',
  why: 'Tool runners parse the joined text: a lost brace, the text so far repeated in every fragment, or two calls in one make the call unusable.',
  mend: 'Send every piece of the arguments exactly once, the last piece before the finish_reason.',
  wrong: '"{\\"city\\"" then "{\\"city\\":\\"Oslo\\"}"',
  right: '"{\\"city\\"" then ":\\"Oslo\\"}"',
  seen: [
    'https://github.com/vllm-project/vllm/issues/32152',
    'https://github.com/vllm-project/vllm/issues/45256',
    'https://github.com/vllm-project/vllm/issues/15274',
    'https://github.com/vllm-project/vllm/issues/35266',
    'https://github.com/vllm-project/vllm/issues/21046',
    'https://github.com/SeraphimSerapis/tool-eval-bench/pull/21',
  ],
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    if (!ranToItsEnd(seen) || !areAllIndexed(seen)) return
    const tools = declaredTools(asked(seen))
    for (const group of byCall(seen)) {
      const [first] = group
      const pieces = textPieces(group)
      if (!first || !pieces || first.part.custom !== undefined || isCut(seen, first)) continue
      const joined = pieces.join('')
      const tool = tools.get(string(first.fn.name) ?? '')
      // tool/arguments-empty-object checks a call that requires no arguments.
      if (object(parse(joined)) || (isEmpty(joined) && (!tool || needsNoArguments(tool)))) continue
      yield { at: `${first.at}/function/arguments`, message: explainPieces(pieces), got: joined }
    }
  },
} satisfies Rule<'stream'>

/** The pieces of the arguments; undefined if one is not a string, which the schemas report. */
function textPieces(group: readonly Fragment[]): readonly string[] | undefined {
  const pieces = group.map(({ fn }) => string(fn.arguments ?? ''))
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined
}

/** Cut by the limit or a filter, or possibly cut: stream/finish-present reports a missing finish_reason. */
function isCut(seen: StreamSeen, { choice }: Fragment): boolean {
  const owner = choices(seen.result).find((candidate) => candidate.choice.index === choice)
  return !owner?.choice.finish_reason || isCutShort(owner)
}

/** Why the joined pieces are not a JSON object. */
function explainPieces(pieces: readonly string[]): string {
  const joined = pieces.join('')
  if (joined.trim() === '') return 'is empty in all fragments; expected a JSON object'
  if (parse(joined) !== undefined) return 'joins to JSON that is not an object'
  const filled = pieces.filter((piece) => piece !== '')
  if (filled.length > 1 && filled.some((piece) => object(parse(piece))))
    return 'does not join to JSON, although one fragment alone is a complete object: expected only new text in each fragment'
  const { opened, closed } = countBraces(joined)
  if (opened > closed) return 'does not join to JSON: a closing brace is missing, so the end was lost'
  if (closed > opened) return 'does not join to JSON: an opening brace is missing, so the beginning was lost'
  return 'does not join to JSON'
}

/** Counts the braces outside strings. A string that is not closed is taken for none, so that the braces after its quote count. */
function countBraces(text: string): { opened: number; closed: number } {
  const seen = { opened: 0, closed: 0 }
  let inString: { opened: number; closed: number } | undefined
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    const counted = inString ?? seen
    if (character === '{') counted.opened++
    else if (character === '}') counted.closed++
    else if (character === '"') inString = inString ? undefined : { opened: 0, closed: 0 }
    else if (character === '\\' && inString) i++
  }
  return { opened: seen.opened + (inString?.opened ?? 0), closed: seen.closed + (inString?.closed ?? 0) }
}
