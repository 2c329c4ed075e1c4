/** No server can violate a rule about requests, so no fault proves it. Its wrong and right excerpts do. */
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { check } from '../../src/judge/check.ts'
import { observeRequest } from '../../src/read/observe.ts'
import { CHAT } from '../support/seen.ts'

const all = await loadRules()
const rules = [...all].filter(([, { on }]) => on.some((kind) => kind === 'request'))
const speaking = (text: string): string[] =>
  check(observeRequest(JSON.parse(text), CHAT), all, 0).map(({ rule }) => rule)

describe.each(rules)('%s', (id, { wrong, right }) => {
  it('is the only rule that reports its wrong excerpt', () => {
    expect(new Set(speaking(wrong))).toEqual(new Set([id]))
  })

  it('reports nothing for its right excerpt, like all other rules', () => {
    expect(speaking(right)).toEqual([])
  })
})

const lawful: Readonly<Record<string, object>> = {
  'extension members': { top_k: 5, repetition_penalty: 1.1, chat_template_kwargs: { thinking: false } },
  nulls: { stop: null, seed: null, temperature: null, n: null, stream: null, stream_options: null, logit_bias: null },
  'every form of stop': { stop: ['a', 'b', 'c', 'd'] },
  'a named tool': { tool_choice: { type: 'function', function: { name: 'f' } } },
  'a custom tool': { tools: [{ type: 'custom', custom: { name: 'f', format: { type: 'text' } } }] },
  'a schema': { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {}, strict: true } } },
  'the deprecated forms': { functions: [{ name: 'f' }], function_call: { name: 'f' }, max_tokens: 5 },
}
describe('valid requests', () => {
  it.each(Object.entries(lawful))('%s', (_, members) => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...members }
    expect(speaking(JSON.stringify(body))).toEqual([])
  })

  it('a conversation with all roles', () => {
    const messages = [
      { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:', detail: 'low' } }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: '4' },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      { role: 'function', name: 'f', content: null },
    ]
    expect(speaking(JSON.stringify({ model: 'm', messages }))).toEqual([])
  })
})
