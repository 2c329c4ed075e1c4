/** Empty arguments, and the functions that may have them. */
import { list, object } from '../../../../rules/_helpers.ts'
import type { Declared } from './_tools.ts'

/** Nothing was written where an object is expected. */
export function isEmpty(text: string): boolean {
  return text.trim() === '' || text.trim() === 'null'
}

/** The function is declared, and a call of it without any argument is complete. */
export function needsNothing(tool: Declared | undefined): boolean {
  return tool?.kind === 'function' && list(object(tool.spec.parameters)?.required).length === 0
}
