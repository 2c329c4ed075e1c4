/** What the profile compatible tolerates, similar deviations that it does not tolerate, and that all of them are still reported. */
import { describe, expect, it } from 'vitest'
import { listProfiles, loadProfile } from '../../src/ask/load.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { check } from '../../src/judge/check.ts'
import { markTolerated } from '../../src/judge/tolerance.ts'
import type { Noted, Observation, Subject } from '../../src/model/index.ts'
import { observeRequest } from '../../src/read/observe.ts'
import {
  aCall,
  aChoice,
  aChunk,
  aCompletion,
  aUsageChunk,
  CHAT,
  chunksSaying,
  completion,
  ERROR,
  errorReply,
  stream,
} from '../support/seen.ts'

const rules = await loadRules()
const compatible = loadProfile('compatible')
const openai = loadProfile('openai')

/** The findings of one rule under a profile. */
function findings(seen: Subject, rule: string, profile = compatible): readonly Noted[] {
  return markTolerated(check(seen, rules, 0), profile, '').filter((finding) => finding.rule === rule)
}

const choice = (patch: Record<string, unknown>) => completion(aCompletion({ choices: [aChoice(patch)] }))
const message = (patch: Record<string, unknown>) => choice({ message: patch })
const delta = (patch: Record<string, unknown>) =>
  stream([...chunksSaying('Hi').slice(0, 2), aChunk(patch), ...chunksSaying('')])
const fragment = (patch: Record<string, unknown>) => delta({ tool_calls: [{ index: 0, ...patch }] })
const refusing = (patch: Record<string, unknown>, status = 400) =>
  errorReply(status, { error: { ...ERROR.error, ...patch } })
const usage = (patch: Record<string, unknown>) => ({
  prompt_tokens: 9,
  completion_tokens: 3,
  total_tokens: 12,
  ...patch,
})
const asking = (content: unknown) => observeRequest({ model: 'm', messages: [{ role: 'user', content }] }, CHAT)
const withUsage = { ask: { stream_options: { include_usage: true } } }
const later = chunksSaying('Hi').map((chunk, i) => ({ ...chunk, created: Number(chunk.created) + i }))

const toleratedRows: [string, string, Subject][] = [
  ['an absent refusal', 'message/refusal-key', message({ refusal: undefined })],
  ['absent logprobs', 'choice/logprobs-key', choice({ logprobs: undefined })],
  ['logprobs without refusal', 'logprobs/container-keys', choice({ logprobs: { content: [] } })],
  [
    'logprobs without refusal in a stream',
    'logprobs/container-keys',
    stream([aChunk({}, { logprobs: { content: [] } })]),
  ],
  [
    'no usage: null on other chunks',
    'stream/usage-null-elsewhere',
    stream([...chunksSaying('Hi'), aUsageChunk()], withUsage),
  ],
  ['an error without param', 'error/envelope', refusing({ param: undefined })],
  ['an error without code', 'error/envelope', refusing({ code: undefined })],
  ['a rate limit without param and code', 'error/rate-limit', refusing({ param: undefined, code: undefined }, 429)],
  ['null tool_calls', 'message/tool-calls-array', message({ tool_calls: null })],
  ['null function_call', 'message/optional-members', message({ function_call: null })],
  ['null annotations', 'message/optional-members', message({ annotations: null })],
  ['a null fingerprint', 'completion/system-fingerprint-type', completion(aCompletion({ system_fingerprint: null }))],
  ['null details', 'usage/details-types', completion(aCompletion({ usage: usage({ prompt_tokens_details: null }) }))],
  [
    'null details in a stream',
    'usage/details-types',
    stream([aUsageChunk(usage({ completion_tokens_details: null }))]),
  ],
  ['a content part of another type', 'request/part-types', asking([{ type: 'video_url' }])],
  ['a null role in a delta', 'chunk/delta-types', delta({ role: null })],
  ['null tool_calls in a delta', 'chunk/delta-types', delta({ tool_calls: null })],
  ['null function_call in a delta', 'chunk/delta-types', delta({ function_call: null })],
  ['a null id of a fragment', 'tool-stream/fragment-types', fragment({ id: null })],
  ['a null name of a fragment', 'tool-stream/fragment-types', fragment({ function: { name: null } })],
  ['null arguments of a fragment', 'tool-stream/fragment-types', fragment({ function: { arguments: null } })],
  ['a null type of an error', 'error/field-types', refusing({ type: null })],
  ['the status as code', 'error/field-types', refusing({ code: 400 })],
  [
    'a service tier of a vendor',
    'completion/service-tier-enum',
    completion(aCompletion({ service_tier: 'on_demand' })),
  ],
  ['a different created for every chunk', 'stream/same-created', stream(later)],
  ['usage that was not requested', 'stream/usage-absent-by-default', stream([...chunksSaying('Hi'), aUsageChunk()])],
  ['a 401 without a challenge', 'error/www-authenticate', errorReply(401)],
]
describe('compatible tolerates, and openai does not', () => {
  it.each(toleratedRows)('%s', (_, rule, seen) => {
    expect(findings(seen, rule).map(({ tolerated: reason }) => typeof reason)).not.toContain('undefined')
    expect(findings(seen, rule).length, 'it is still seen').toBeGreaterThan(0)
    expect(findings(seen, rule, openai).filter(({ tolerated: reason }) => reason !== undefined)).toEqual([])
  })

  it('only the deviations listed here', () => {
    const proven = new Set(toleratedRows.map(([, rule]) => rule))
    expect(compatible.tolerate.map(({ rule }) => rule).filter((rule) => !proven.has(rule))).toEqual([])
  })
})

const reportedRows: [string, string, Observation][] = [
  ['a refusal that is false', 'message/refusal-key', message({ refusal: false })],
  ['logprobs without content', 'logprobs/container-keys', choice({ logprobs: { refusal: null } })],
  ['an error without message', 'error/envelope', refusing({ message: undefined })],
  ['an error as a string', 'error/envelope', errorReply(400, { error: 'No.' })],
  ['a number as message', 'error/field-types', refusing({ message: 7 })],
  ['tool_calls that is an object', 'message/tool-calls-array', message({ tool_calls: aCall('f', '{}') })],
  ['annotations as a string', 'message/optional-members', message({ annotations: 'none' })],
  [
    'a fingerprint that is a number',
    'completion/system-fingerprint-type',
    completion(aCompletion({ system_fingerprint: 7 })),
  ],
  [
    'a token count as a string',
    'usage/details-types',
    completion(aCompletion({ usage: usage({ prompt_tokens_details: { cached_tokens: '0' } }) })),
  ],
  ['an empty role in a delta', 'chunk/delta-types', delta({ role: '' })],
  ['a null type of a fragment', 'tool-stream/fragment-types', fragment({ type: null })],
  ['arguments of a fragment as an object', 'tool-stream/fragment-types', fragment({ function: { arguments: {} } })],
  ['null usage outside a stream', 'usage/required-fields', completion(aCompletion({ usage: null }))],
]
describe('compatible does not tolerate', () => {
  it.each(reportedRows)('%s', (_, rule, seen) => {
    expect(findings(seen, rule).map(({ tolerated: reason }) => reason)).toContain(undefined)
  })
})

describe.each(listProfiles())('profile %s', (name) => {
  it('tolerates only existing rules', () => {
    const { tolerate } = loadProfile(name)
    expect(tolerate.map(({ rule }) => rule).filter((rule) => !rules.has(rule))).toEqual([])
  })
})
