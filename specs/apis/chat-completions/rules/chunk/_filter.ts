/** Chunks of a content filter: Azure sends its verdicts in chunks that are not part of the answer. */
import type { Wire } from '../../../../../src/model/index.ts'
import { list, object } from '../../../../rules/_helpers.ts'

/** A chunk that carries only a verdict on the prompt or on text that was already sent; its id, object and model are empty. */
export function isFilterChunk(data: Wire): boolean {
  if (data.object !== '' && data.id !== '') return false
  const choices = list(data.choices)
  if (choices.length === 0) return Array.isArray(data.prompt_filter_results)
  return choices.every((choice) => isFilterChoice(object(choice) ?? {}))
}

/** A choice that carries a verdict instead of a delta. */
export function isFilterChoice(choice: Wire): boolean {
  return choice.delta === undefined && ('content_filter_results' in choice || 'content_filter_offsets' in choice)
}
