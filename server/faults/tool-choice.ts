/** Choices among tools that are accepted and not kept, and tools that are refused for their form. */
import type { Body, Fault, Loose } from '../twist.ts'
import { inCalls, refusing } from './_said.ts'

/** Reads a choice of some form as auto. */
function asAuto(what: (choice: Loose, body: Body) => unknown): Pick<Fault, 'request'> {
  return {
    request: (body) => {
      if (body.tool_choice !== undefined && what(body.tool_choice, body)) delete body.tool_choice
    },
  }
}

function functionsOf(body: Body): Loose[] {
  const tools = Array.isArray(body.tools) ? body.tools : []
  return tools.flatMap((tool: Loose) => tool?.function ?? [])
}

export default {
  'tool-choice-none-ignored': {
    says: 'tool_choice none is read as auto.',
    breaks: 'tool/choice-none',
    ...asAuto((choice) => choice === 'none'),
  },
  'tool-choice-none-ignored-in-streams': {
    says: 'tool_choice none is read as auto when the reply is streamed.',
    breaks: 'tool/choice-none',
    ...asAuto((choice, { stream }) => choice === 'none' && stream === true),
  },
  'tool-choice-required-ignored-in-streams': {
    says: 'tool_choice required is read as auto when the reply is streamed.',
    breaks: 'tool/choice-required',
    seen: 'https://github.com/Blaizzy/mlx-vlm/issues/1045',
    ...asAuto((choice, { stream }) => choice === 'required' && stream === true),
  },
  'tool-choice-named-ignored': {
    says: 'A named tool_choice is read as auto.',
    breaks: 'tool/choice-named',
    seen: 'https://github.com/ollama/ollama/issues/17921',
    ...asAuto((choice) => choice?.type === 'function'),
  },
  'tool-choice-named-calls-first': {
    says: 'With a named tool_choice the first tool is called.',
    breaks: 'tool/choice-named',
    ...inCalls((call, { body }) => {
      const [first] = functionsOf(body ?? {})
      const choice: Loose = body?.tool_choice
      if (first && choice?.type === 'function') call.name = first.name
    }),
  },
  'tool-choice-allowed-ignored': {
    says: 'tool_choice allowed_tools is read as auto.',
    breaks: 'tool/choice-allowed-tools',
    ...asAuto((choice) => choice?.type === 'allowed_tools'),
  },
  'tool-choice-allowed-not-required': {
    says: 'tool_choice allowed_tools with mode required is read as none.',
    breaks: 'tool/choice-allowed-tools',
    request: (body: Loose) => {
      if (body.tool_choice?.allowed_tools?.mode === 'required') body.tool_choice = 'none'
    },
  },
  'parallel-tool-calls-ignored': {
    says: 'parallel_tool_calls false is accepted and has no effect.',
    breaks: 'tool/parallel-disabled',
    request: (body) => {
      delete body.parallel_tool_calls
    },
  },
  'parallel-tool-calls-ignored-in-streams': {
    says: 'parallel_tool_calls false has no effect when the reply is streamed.',
    breaks: 'tool/parallel-disabled',
    request: (body) => {
      if (body.stream) delete body.parallel_tool_calls
    },
  },
  'tool-choice-auto-refused': {
    says: 'tool_choice auto is refused, its absence is not.',
    breaks: 'tool/choice-auto-default',
    ...refusing((body) => body.tool_choice === 'auto'),
  },
  'tool-choice-demanded': {
    says: 'Tools without tool_choice are refused.',
    breaks: 'tool/choice-auto-default',
    ...refusing((body) => body.tools && body.tool_choice === undefined),
  },
  'tool-choice-none-by-default': {
    says: 'Without tool_choice no tool is called.',
    breaks: 'tool/choice-auto-default',
    request: (body) => {
      if (body.tools && body.tool_choice === undefined) body.tool_choice = 'none'
    },
  },
  'tool-parameters-demanded': {
    says: 'A tool without parameters ends in an internal error.',
    breaks: 'tool/minimal-definition',
    also: ['http/server-error'],
    ...refusing((body) => functionsOf(body).some(({ parameters }) => parameters === undefined), 500),
  },
  'tool-alternatives-refused': {
    says: 'A tool whose parameters have anyOf is refused.',
    breaks: 'tool/parameters-accepted',
    ...refusing((body) => functionsOf(body).some(({ parameters }) => JSON.stringify(parameters)?.includes('"anyOf"'))),
  },
  'tool-references-fail': {
    says: 'A tool whose parameters have references ends in an internal error.',
    breaks: 'tool/parameters-accepted',
    also: ['http/server-error'],
    ...refusing(
      (body) => functionsOf(body).some(({ parameters }) => JSON.stringify(parameters)?.includes('$ref')),
      500,
    ),
  },
  'tool-strict-null-refused': {
    says: 'A tool whose strict is null is refused.',
    breaks: 'tool/minimal-definition',
    ...refusing((body) => functionsOf(body).some(({ strict }) => strict === null), 422),
  },
} satisfies Record<string, Fault>
