import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { identity } from './_identity.ts'

export default {
  says: 'model names the requested model, its snapshot or its canonical name, and is not empty.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'OpenAPI CreateChatCompletionResponse › model (the model used); observed: an alias comes back as its dated snapshot',
  why: 'Cost tables, logs and routers are keyed by it; an unrelated name is billed as another model.',
  mend: 'Name the model that answered, as GET /models lists it.',
  wrong: 'asked for "llama-3.1-8b" → "model": ""',
  right: 'asked for "llama-3.1-8b" → "model": "meta/llama-3.1-8b-instruct"',
  seen: ['https://github.com/ggml-org/llama.cpp/issues/14268', 'https://github.com/microsoft/foundry-local/issues/144'],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const named = identity(seen)
    const got = string(named?.value.model)
    if (!named || got === undefined) return
    if (got.trim() === '') yield { at: `${named.at}/model`, message: 'is empty', got }
    else {
      const wanted = string(asked(seen).model)
      // A server with one model may answer for a name that it does not know, and then tells the truth here.
      if (wanted && seen.owed === 'success' && !isRelated(wanted, got))
        yield { at: `${named.at}/model`, message: `has nothing in common with ${JSON.stringify(wanted)}`, got }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Snapshots add a date, routers a provider, file servers a path and a suffix: a shared word is enough. */
function isRelated(wanted: string, got: string): boolean {
  const [a, b] = [bare(wanted), bare(got)]
  if (a.includes(b) || b.includes(a)) return true
  const words = new Set(wordsOf(wanted))
  return wordsOf(got).some((word) => words.has(word))
}

function bare(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? name).toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().match(/\p{L}{3,}/gu) ?? []
}
