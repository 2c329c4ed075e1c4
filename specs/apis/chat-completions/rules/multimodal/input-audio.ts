import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A sound is heard, or refused with a 4xx.',
  level: 'MAY',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartAudio',
  why: 'Most models cannot hear: a 500 or a dropped part leaves the caller guessing.',
  mend: 'Accept input_audio in wav and mp3, or answer 400.',
  wrong: '{"type": "input_audio", …} → 500',
  right: '{"type": "input_audio", …} → 200, or 400',
  on: [],
} satisfies Rule
