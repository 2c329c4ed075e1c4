/** Fields in which servers send reasoning. None of them is in the published contract. */
import type { Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'

export const REASONING = ['reasoning_content', 'reasoning', 'thinking'] as const

/** The reasoning of a message; an empty string if there is none. */
export function reasoning(message: Wire): string {
  return REASONING.map((key) => string(message[key]) ?? '').find((text) => text !== '') ?? ''
}
