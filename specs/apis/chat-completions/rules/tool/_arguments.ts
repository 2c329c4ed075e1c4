/** Empty arguments, and the functions that may have them. */
import { list, object } from '../../../../rules/_helpers.ts'
import type { DeclaredTool } from './_tools.ts'

/** The arguments are blank or null, where an object is expected. */
export function isEmpty(text: string): boolean {
  return text.trim() === '' || text.trim() === 'null'
}

/** The function is declared, and requires no argument. */
export function needsNoArguments(tool: DeclaredTool | undefined): boolean {
  return tool?.kind === 'function' && list(object(tool.spec.parameters)?.required).length === 0
}
