import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, object, parse, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { isEmpty, needsNothing } from '../tool/_arguments.ts'
import { declared, isCutShort } from '../tool/_tools.ts'
import { areAllIndexed, byCall, type Fragment } from './_fragments.ts'

export default {
  says: 'The arguments of a streamed function call, joined in order, are the text of one JSON object.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'Streams of the reference; OpenAPI ChatCompletionMessageToolCallChunk › function › arguments (JSON format; validity is not promised without strict)',
  why: 'Tool runners parse the joined text: a lost brace, the text so far in every fragment, or two calls in one make the call unusable.',
  mend: 'Send every piece of the arguments exactly once, the last one before the finish_reason.',
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
    const tools = declared(asked(seen))
    for (const group of byCall(seen)) {
      const [first] = group
      const pieces = textPieces(group)
      if (!first || !pieces || first.part.custom !== undefined || isCut(seen, first)) continue
      const whole = pieces.join('')
      const tool = tools.get(string(first.fn.name) ?? '')
      // A call that needs no arguments has a rule of its own: tool/arguments-empty-object.
      if (object(parse(whole)) || (isEmpty(whole) && (!tool || needsNothing(tool)))) continue
      yield { at: `${first.at}/function/arguments`, message: whatIsWrong(pieces), got: whole }
    }
  },
} satisfies Rule<'stream'>

/** A longer text is not searched for the brace that it lacks. */
const LOOKED_AT = 100_000

/** The pieces of the arguments; undefined if one is no text, which the schemas name. */
function textPieces(group: readonly Fragment[]): readonly string[] | undefined {
  const pieces = group.map(({ fn }) => string(fn.arguments ?? ''))
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined
}

/** By the limit or a filter, or for all we know: a finish_reason that never came is named by stream/finish-present. */
function isCut(seen: StreamSeen, { choice }: Fragment): boolean {
  const own = choices(seen.result).find((one) => one.choice.index === choice)
  return !own?.choice.finish_reason || isCutShort(own)
}

/** What a server does to a text that is no object when it is joined. */
function whatIsWrong(pieces: readonly string[]): string {
  const whole = pieces.join('')
  if (whole.trim() === '') return 'never come'
  if (parse(whole) !== undefined) return 'join to JSON that is no object'
  const spoken = pieces.filter((piece) => piece !== '')
  if (spoken.length > 1 && spoken.some((piece) => object(parse(piece))))
    return 'join to no JSON, though one fragment alone is a whole object: a fragment holds only what is new'
  if (whole.length > LOOKED_AT) return 'join to no JSON'
  const { opened, closed } = braces(whole)
  if (opened > closed) return 'join to JSON that is not closed: the end is lost'
  if (closed > opened) return 'join to JSON that is not opened: the beginning is lost'
  return 'join to no JSON'
}

/** Braces outside strings. */
function braces(text: string): { opened: number; closed: number } {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '')
  return { opened: bare.split('{').length, closed: bare.split('}').length }
}
