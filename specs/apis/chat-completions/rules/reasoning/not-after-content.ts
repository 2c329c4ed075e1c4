import type { Finding, Rule } from '../../../../../src/model/index.ts'
import { asked, groupBy, string } from '../../../../rules/_helpers.ts'
import { type DeltaSeen, deltas } from '../_chat.ts'
import { reasoning } from '../_reasoning.ts'
import { offersTools } from '../_request.ts'

export default {
  says: 'A stream sends the reasoning before the content to which it led.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'Clients show reasoning until the first content, and then the answer; DeepSeek, vLLM and llama.cpp stream in this order',
  why: 'Clients close the reasoning at the first content: what comes later is lost, or tears the answer apart.',
  mend: 'Send all reasoning of an answer before the first piece of its content.',
  wrong: '{"delta":{"content":"42"}}, then {"delta":{"reasoning_content":"They want a sum."}}',
  right: '{"delta":{"reasoning_content":"They want a sum."}}, then {"delta":{"content":"42"}}',
  on: ['stream'],
  of: ['chat'],
  *check(seen) {
    // Between the calls of tools a model may think again, and so may a server that has tools of its own.
    if (offersTools(asked(seen))) return
    for (const pieces of groupBy(deltas(seen), ({ index }) => index).values()) yield* findLate(pieces)
  },
} satisfies Rule<'stream'>

/** The first late reasoning of a choice, if it is the last text of the reply or in the middle of a sentence. */
function* findLate(pieces: readonly DeltaSeen[]): Iterable<Finding> {
  const texts = pieces.map(({ delta }) => ({ thought: reasoning(delta), content: string(delta.content) ?? '' }))
  const isText = ({ content }: { content: string }) => content.trim() !== ''
  const firstContent = texts.findIndex(isText)
  if (firstContent < 0) return
  const late = texts.findIndex(({ thought }, i) => i > firstContent && thought.trim() !== '')
  const piece = pieces[late]
  if (!piece) return
  const before = joinContent(texts.slice(0, late))
  const after = joinContent(texts.slice(late))
  const isLast = after.trim() === '' && pieces.some(({ choice }) => choice.finish_reason === 'stop')
  // A complete answer may be followed by more reasoning and another answer: an interrupted sentence shows that it is not.
  const isTorn = /[\p{L}\p{N},]\s*$/u.test(before) && /^ ?[\p{Ll}\p{N},]/u.test(after)
  if (!isLast && !isTorn) return
  yield {
    at: `${piece.at}/delta`,
    message: `has reasoning ${isTorn ? 'in the middle of the content' : 'after the content'}; expected it before`,
    got: texts[late]?.thought.slice(0, 200),
  }
}

function joinContent(texts: readonly { content: string }[]): string {
  return texts.map(({ content }) => content).join('')
}
