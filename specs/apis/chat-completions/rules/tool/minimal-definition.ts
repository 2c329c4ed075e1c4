import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list, object } from '../../../../rules/_helpers.ts'
import { refusedForms } from '../conversation/_forms.ts'

export default {
  says: 'A tool needs nothing but its type and the name of its function; strict may be null or false.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI FunctionObject.required; FunctionParameters (left out: no parameters); strict (boolean or null)',
  why: 'Frameworks leave out what a tool does not have; chat templates that read parameters without looking answer 500.',
  mend: 'Give description, parameters and strict their defaults before the tool reaches the chat template.',
  wrong: '{"tools": [{"type": "function", "function": {"name": "get_time"}}]} → 500',
  right: '{"tools": [{"type": "function", "function": {"name": "get_time"}}]} → 200',
  on: ['conversation'],
  check: (seen) =>
    refusedForms(seen, (ask) =>
      list(ask.tools).length ? { ...ask, tools: list(ask.tools).map(withoutOptional) } : undefined,
    ),
} satisfies Rule<'conversation'>

/** A tool without what it may leave out. One that takes parameters or is strict means something else without them. */
function withoutOptional(tool: unknown): unknown {
  const fn = object(object(tool)?.function)
  if (!fn) return tool
  const { description, parameters, strict, ...rest } = fn
  const kept: Wire = { ...rest, ...(takesNothing(parameters) ? {} : { parameters }), ...(strict ? { strict } : {}) }
  return { ...object(tool), function: kept }
}

function takesNothing(parameters: unknown): boolean {
  return Object.keys(object(object(parameters)?.properties) ?? {}).length === 0
}
