import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { findIdentity } from './_identity.ts'

export default {
  says: 'model is not empty and names the requested model, its snapshot or its canonical name.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'OpenAPI CreateChatCompletionResponse › model (the model used); observed: an alias comes back as its dated snapshot',
  why: 'Cost tables, logs and routers use it as a key; an unrelated name is billed as another model.',
  mend: 'Send the name of the model that answered, as GET /models lists it.',
  wrong: 'requested "llama-3.1-8b" → "model": ""',
  right: 'requested "llama-3.1-8b" → "model": "meta/llama-3.1-8b-instruct"',
  seen: ['https://github.com/ggml-org/llama.cpp/issues/14268', 'https://github.com/microsoft/foundry-local/issues/144'],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const identity = findIdentity(seen)
    const got = string(identity?.value.model)
    if (!identity || got === undefined) return
    if (got.trim() === '')
      yield { at: `${identity.at}/model`, message: 'is empty; expected the name of the model that answered', got }
    else {
      const requestedModel = string(asked(seen).model)
      // A server with one model may answer a request for an unknown model; its own name is then correct.
      if (requestedModel && seen.owed === 'success' && !isRelated(requestedModel, got))
        yield {
          at: `${identity.at}/model`,
          message: `names a different model than the one requested (${JSON.stringify(requestedModel)})`,
          got,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Snapshots add a date, routers a provider, file servers a path and a suffix: one shared word is enough. */
function isRelated(requestedModel: string, got: string): boolean {
  const [a, b] = [normalize(requestedModel), normalize(got)]
  if (a.includes(b) || b.includes(a)) return true
  const words = new Set(listWords(requestedModel))
  return listWords(got).some((word) => words.has(word))
}

function normalize(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? name).toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function listWords(name: string): string[] {
  return name.toLowerCase().match(/\p{L}{3,}/gu) ?? []
}
