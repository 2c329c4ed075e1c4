import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { lostData, strayLines } from '../../../../rules/stream/_lines.ts'
import { looksLikeDone, startsWithDone } from './_done.ts'
import { isUnbroken } from './_stream.ts'

/** The terminator was sent, but framed so that no client sees it. Other rules report that. */
function hasMisframedDone(seen: StreamSeen): boolean {
  return seen.lines.some(({ text }) => isDoneOutsideObjects(text))
}

/** Whether [DONE] is in the line, before the first brace that opens and after the last one that closes. */
function isDoneOutsideObjects(line: string): boolean {
  const brace = line.indexOf('{')
  const at = (brace < 0 ? line : line.slice(0, brace)).lastIndexOf('[DONE]')
  return at >= 0 && !line.includes('}', at)
}

export default {
  says: 'A complete stream ends with an event whose data is [DONE].',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateCompletionRequest › stream (terminated by data: [DONE]); ChatCompletionStreamOptions › include_usage (before the data: [DONE] message)',
  why: 'Clients that wait for the terminator hang or report a truncated answer; others cannot distinguish a broken stream from a complete stream.',
  mend: 'Send data: [DONE] and an empty line as the last event of every stream that did not fail.',
  wrong: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}\n\n(end of the body)',
  right: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}\n\ndata: [DONE]\n\n',
  seen: [
    'https://github.com/perplexityai/api-discussion/issues/209',
    'https://github.com/Azure/azure-sdk-for-net/issues/44135',
    'https://github.com/anomalyco/opencode/issues/39968',
    'https://github.com/CommandCodeAI/command-code/issues/785',
    'https://github.com/vercel/ai/issues/19165',
  ],
  on: ['stream'],
  extent: 'whole',
  *check(seen) {
    if (!isUnbroken(seen)) return
    const { events } = seen
    if (events.some(({ data }) => startsWithDone(data))) return
    const near = events.findIndex(({ data }, i) => i === events.length - 1 && looksLikeDone(data))
    if (near >= 0)
      return yield { at: `/events/${near}/data`, message: 'ends the stream; expected [DONE]', got: events[near]?.data }
    if (hasMisframedDone(seen) || (!events.length && (strayLines(seen).length || lostData(seen)))) return
    const message = events.length ? 'the stream ends without [DONE]' : 'the stream is empty; expected at least [DONE]'
    yield { at: `/events/${events.length}`, message }
  },
} satisfies Rule<'stream'>
