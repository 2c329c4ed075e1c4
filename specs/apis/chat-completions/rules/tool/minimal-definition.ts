import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list, object } from '../../../../rules/_helpers.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'A tool needs only its type and the name of its function; strict may be null or false.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI FunctionObject.required; FunctionParameters (left out: no parameters); strict (boolean or null)',
  why: 'Frameworks leave out what a tool does not have; chat templates that read parameters without a check answer 500.',
  mend: 'Give description, parameters and strict their defaults before the tool reaches the chat template.',
  wrong: '{"tools": [{"type": "function", "function": {"name": "get_time"}}]} → 500',
  right: '{"tools": [{"type": "function", "function": {"name": "get_time"}}]} → 200',
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      list(ask.tools).length ? { ...ask, tools: list(ask.tools).map(dropOptional) } : undefined,
    ),
} satisfies Rule<'conversation'>

/** A tool without its optional fields. Parameters with properties and strict stay: they change its meaning. */
function dropOptional(tool: unknown): unknown {
  const fn = object(object(tool)?.function)
  if (!fn) return tool
  const { description, parameters, strict, ...rest } = fn
  const required: Wire = {
    ...rest,
    ...(hasNoProperties(parameters) ? {} : { parameters }),
    ...(strict ? { strict } : {}),
  }
  return { ...object(tool), function: required }
}

function hasNoProperties(parameters: unknown): boolean {
  return Object.keys(object(object(parameters)?.properties) ?? {}).length === 0
}
