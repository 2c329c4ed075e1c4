/** Where servers put reasoning text. None of these members is in the published contract. */
import type { Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'

export const REASONING = ['reasoning_content', 'reasoning', 'thinking'] as const

/** The reasoning text of a message; empty if there is none. */
export function reasoning(message: Wire): string {
  return REASONING.map((key) => string(message[key]) ?? '').find((text) => text !== '') ?? ''
}
