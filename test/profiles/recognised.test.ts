/** Replies of real servers, reduced to the members that identify them: each is recognised as its server and as no other. */
import { describe, expect, it } from 'vitest'
import { loadProfiles } from '../../src/ask/profile.ts'
import { collect, type Placed, specimenOf, suggest } from '../../src/read/fingerprint.ts'
import { aChoice, aCompletion, CHAT, completion, errorReply, models } from '../support/seen.ts'

type Sent = Record<string, unknown>

interface Server {
  readonly version: string
  readonly owner: string
  readonly model?: Sent
  readonly completion: Sent
  readonly headers?: Readonly<Record<string, string>>
  readonly listHeaders?: Readonly<Record<string, string>>
  readonly error: Sent
}

const envelope = (message: string, type: string, code: unknown): Sent => ({ error: { message, type, code } })
const timings = { cache_n: 0, prompt_n: 33, prompt_ms: 81.754, predicted_n: 3, predicted_ms: 34.913 }

const servers: Readonly<Record<string, Server>> = {
  vllm: {
    version: '0.32.0',
    owner: 'vllm',
    model: { root: '/model', parent: null, max_model_len: 2048, permission: [] },
    completion: {
      id: 'chatcmpl-be53b218c1ee5477',
      choices: [{ ...aChoice(), stop_reason: null, token_ids: null, routed_experts: null }],
      system_fingerprint: 'vllm-0.32.0-e4060c70',
      prompt_logprobs: null,
      kv_transfer_params: null,
      ec_transfer_params: null,
    },
    error: envelope('Expecting value', 'Bad Request', 400),
  },
  'llama.cpp-2026': {
    version: 'b10434',
    owner: 'llamacpp',
    model: { aliases: ['smollm2-135m'], tags: [], meta: { n_ctx: 4096 } },
    completion: { id: 'chatcmpl-IBuLcV44hcvdDmbar0n8w8ulTe8su4WO', system_fingerprint: 'b1-7e4c0a9', timings },
    headers: { server: 'llama.cpp' },
    listHeaders: { server: 'llama.cpp' },
    error: envelope("Field 'n': Value must be between 1 <= value <= 2, but got 7", 'invalid_request_error', 400),
  },
  ollama: {
    version: '0.17.4',
    owner: 'library',
    completion: { id: 'chatcmpl-120', system_fingerprint: 'fp_ollama' },
    error: envelope("model 'nope' not found", 'not_found_error', null),
  },
  'llama-cpp-python': {
    version: '0.3.36',
    owner: 'me',
    model: { permissions: [] },
    completion: { id: 'chatcmpl-3d34f829-c67a-44cc-96e8-597bb9e51d49' },
    headers: { server: 'uvicorn', 'openai-processing-ms': '26310', 'x-request-id': '703541c4243543d79b80b6995a562f7c' },
    error: envelope('1 validation error', 'internal_server_error', null),
  },
  fastchat: {
    version: '0.2.36',
    owner: 'fastchat',
    model: { root: 'smollm2-135m', parent: null, permission: [] },
    completion: { id: 'chatcmpl-3cY5agutpN6GJ6vPyJjp3t' },
    headers: { server: 'uvicorn' },
    error: { object: 'error', message: 'Only smollm2-135m allowed now', code: 40301 },
  },
  litellm: {
    version: '1.106.2, in front of llama-server',
    owner: 'openai',
    completion: { id: 'chatcmpl-IBuLcV44hcvdDmbar0n8w8ulTe8su4WO', system_fingerprint: 'b1-7e4c0a9', timings },
    headers: { 'x-litellm-version': '1.106.2', 'llm_provider-server': 'llama.cpp' },
    error: envelope('litellm.BadRequestError: Hosted_vllmException', 'invalid_request_error', '400'),
  },
}

const profiles = loadProfiles()

describe.each(Object.entries(servers))('a reply of %s', (profile, sent) => {
  const chat = completion(aCompletion(sent.completion), sent.headers && { headers: sent.headers })
  const list = models(
    {
      object: 'list',
      data: [{ id: 'smollm2-135m', object: 'model', created: 1795312228, owned_by: sent.owner, ...sent.model }],
    },
    sent.listHeaders && { headers: sent.listHeaders },
  )
  const error = errorReply(400, sent.error)

  it.each([
    ['with the list of models and an error', [chat, list, error]],
    ['with an error', [chat, error]],
    ['with the list of models', [chat, list]],
  ])(`${sent.version} %s suggests its profile`, (_, seen) => {
    const specimens: Placed[] = []
    for (const one of seen) collect(specimens, specimenOf(one, CHAT), 0)
    expect(
      suggest(
        profiles,
        specimens.map(({ specimen }) => specimen),
      )?.profile,
    ).toBe(profile)
  })
})

it('a reply of OpenAI with a processing time is not recognised as llama-cpp-python', () => {
  const specimens: Placed[] = []
  collect(specimens, specimenOf(completion(aCompletion(), { headers: { 'openai-processing-ms': '537' } }), CHAT), 0)
  expect(
    suggest(
      profiles,
      specimens.map(({ specimen }) => specimen),
    ),
  ).toBeUndefined()
})
