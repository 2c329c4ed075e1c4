/** Builders of cases, turns and profiles. */
import type { Case, Profile, Turn } from '../../src/model.ts'

/** A turn that asks a question and expects a success. */
export function aTurn(patch: Partial<Turn> = {}): Turn {
  return {
    send: { messages: [{ role: 'user', content: 'Hello' }] },
    omit: [],
    fresh: false,
    method: 'POST',
    path: '/chat/completions',
    headers: {},
    times: 1,
    hangUp: false,
    needs: [],
    expect: {},
    assume: {},
    ...patch,
  }
}

/** A case of one plain turn. */
export function aCase(id: string, patch: Partial<Case> = {}): Case {
  const [suite = ''] = id.split('/')
  return {
    id,
    suite,
    api: 'chat-completions',
    title: `The case ${id}`,
    needs: [],
    turns: [aTurn()],
    audits: {},
    place: { file: `suites/${suite}.yaml`, line: 1, column: 1 },
    ...patch,
  }
}

/** A profile that promises nothing and tolerates nothing. */
export function aProfile(patch: Partial<Profile> = {}): Profile {
  return {
    name: 'strict',
    title: 'To the letter',
    api: 'chat-completions',
    promises: [],
    lacks: [],
    limits: [],
    adapt: { rename: {}, add: {}, parts: {}, query: {} },
    extensions: [],
    tolerate: [],
    signs: [],
    ...patch,
  }
}
