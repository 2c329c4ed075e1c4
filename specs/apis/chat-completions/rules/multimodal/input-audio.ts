import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Audio input is processed, or rejected with a 4xx.',
  level: 'MAY',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartAudio',
  why: 'Most models do not support audio: a 500 or a dropped part hides this from the caller.',
  mend: 'Accept input_audio in wav and mp3, or answer 400.',
  wrong: '{"type": "input_audio", …} → 500',
  right: '{"type": "input_audio", …} → 200, or 400',
  on: [],
} satisfies Rule
