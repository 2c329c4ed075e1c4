/** Builders of cases, turns and profiles. */

import { PLAIN_PROFILE } from '../../src/ask/profile.ts'
import { PLAIN_TURN } from '../../src/ask/turn.ts'
import type { Case, Profile, Turn } from '../../src/model/index.ts'

/** A turn that asks a question and expects a success. */
export function aTurn(patch: Partial<Turn> = {}): Turn {
  const send = { messages: [{ role: 'user', content: 'Hello' }] }
  return { ...PLAIN_TURN, path: '/chat/completions', send, ...patch }
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
    about: [],
    audits: {},
    place: { file: `suites/${suite}.yaml`, line: 1, column: 1 },
    yaml: `${id}:\n  title: The case ${id}\n`,
    ...patch,
  }
}

/** A profile that declares nothing and tolerates nothing. */
export function aProfile(patch: Partial<Profile> = {}): Profile {
  return { ...PLAIN_PROFILE, name: 'strict', title: 'To the letter', ...patch }
}
