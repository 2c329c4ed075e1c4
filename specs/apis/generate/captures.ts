/** What messages of LightLLM's generate look like in files. */
import type { Captures, Wire } from '../../../src/model/index.ts'
import { integer, object } from '../../rules/_helpers.ts'

export const captures: Captures = {
  shapes: [
    { name: 'reply', title: 'a reply', form: 'json', endpoint: 'generate', anywhere: true },
    { name: 'event', title: 'an event', form: 'event', endpoint: 'generate-stream', anywhere: true },
    { name: 'error', title: 'an error reply', form: 'error', endpoint: 'generate' },
    { name: 'request', title: 'a request', form: 'request', endpoint: 'generate', anywhere: true },
  ],
  shapeOf,
  holdsPrompt: ({ inputs }) => inputs !== undefined,
  looks: /"(?:generated_text|count_output_tokens)"\s*:/,
  // The inference API of Hugging Face has the same requests.
  isForeign: (text) => /huggingface\.co\/models\//.test(text),
  follows: (event, before) =>
    before.finished !== true && !(isFirst(event) && (countOf(before) ?? 0) > (countOf(event) ?? 0)),
  isFirst,
  idOf: () => undefined,
}

function shapeOf(value: unknown): string | undefined {
  const body = object(value)
  if (!body) return undefined
  if (object(body.token) && ('generated_text' in body || 'finished' in body)) return 'event'
  if ('generated_text' in body) return 'reply'
  if ('inputs' in body) return object(body.parameters) ? 'request' : undefined
  const error = object(body.error)
  return typeof error?.message === 'string' && ('type' in error || 'code' in error || 'param' in error)
    ? 'error'
    : undefined
}

function isFirst(event: Wire): boolean {
  return countOf(event) === 1
}

/** How many tokens the answer has with this event. */
function countOf({ token }: Wire): number | undefined {
  return integer(object(token)?.count_output_tokens)
}
