import { describe, expect, it } from 'vitest'
import { holdsSecret } from '../../src/wire/secret-names.ts'

describe('a header or parameter holds a secret', () => {
  it.each([
    'authorization',
    'Proxy-Authorization',
    'api-key',
    'x-api-key',
    'X-Goog-Api-Key',
    'ocp-apim-subscription-key',
    'x-portkey-api-key',
    'x-portkey-virtual-key',
    'x-auth-token',
    'x-amz-security-token',
    'x-client-secret',
    'cookie',
    'x-user-password',
    'x-apikey',
    'accessToken',
    'key',
    'sig',
    'x-api-key-2',
  ])('by its name: %s', (name) => expect(holdsSecret(name, 'anything')).toBe(true))

  it.each([
    ['x-upstream', 'sk-proj-abcdef0123456789'],
    ['x-forwarded-credentials-for', 'AIzaSyA0123456789abcdef'],
    ['x-identity', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc'],
    ['x-upstream', 'Bearer abc'],
    ['x-auth-session', 'a8f7d91c0b2e4f6a8d'],
    ['x-key-of-team', 'Zm9vYmFyMTIzNDU2Nzg5'],
  ])('by its value: %s: %s', (name, value) => expect(holdsSecret(name, value)).toBe(true))

  it.each([
    ['x-portkey-provider', 'openai'],
    ['x-portkey-config', 'my-config'],
    ['x-auth-provider', 'google'],
    ['x-keyspace', 'blue'],
    ['x-monkey', 'see'],
    ['x-token-limit', '100'],
    ['x-max-tokens', '4096'],
    ['max_tokens', '4096'],
    ['idempotency-key', 'a8f7d91c0b2e4f6a8d'],
    ['x-authored-by', 'somebody'],
    ['x-portkey-trace-id', '5f2c7d7e-9f3c-4d2a-8a54-0d4e6f8f7a11'],
    ['openai-organization', 'org-abc'],
    ['x-team', 'blue'],
  ])('or not: %s: %s', (name, value) => expect(holdsSecret(name, value)).toBe(false))
})
