/** Values of tool_choice that have no effect, and tools that are refused for their form. */
import type { Body, Loose } from '../twist.ts'
import { inCalls } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { ignoreParams, inBody, refuseRequests } from './_requests.ts'

/** Reads some values of tool_choice as auto. */
const readAsAuto = (when: (choice: Loose, body: Body) => unknown) =>
  ignoreParams(['tool_choice'], (body) => body.tool_choice !== undefined && when(body.tool_choice, body))

function functionsOf(body: Body): Loose[] {
  const tools = Array.isArray(body.tools) ? body.tools : []
  return tools.flatMap((tool: Loose) => tool?.function ?? [])
}

/** Refuses requests with a function that meets a condition. */
const refuseFunctions = (when: (declared: Loose) => unknown, status = 400) =>
  refuseRequests((body) => functionsOf(body).some(when), status)

const schemaHas = (text: string) => (declared: Loose) => JSON.stringify(declared.parameters)?.includes(text)

export default defineFaults({
  'tool/choice-none': {
    'tool-choice-none-ignored': {
      says: 'tool_choice none is read as auto.',
      ...readAsAuto((choice) => choice === 'none'),
    },
    'tool-choice-none-ignored-in-streams': {
      says: 'With streaming, tool_choice none is read as auto.',
      ...readAsAuto((choice, { stream }) => choice === 'none' && stream === true),
    },
  },
  'tool/choice-required': {
    'tool-choice-required-ignored': {
      says: 'tool_choice required is read as auto.',
      ...inBody({ tool_choice: 'auto' }, ({ tool_choice }) => tool_choice === 'required'),
    },
    'tool-choice-required-ignored-in-streams': {
      says: 'With streaming, tool_choice required is read as auto.',
      seen: 'https://github.com/Blaizzy/mlx-vlm/issues/1045',
      ...readAsAuto((choice, { stream }) => choice === 'required' && stream === true),
    },
    'format-in-place-of-required-call': {
      says: 'With a response_format, tool_choice required is read as none, and the answer is JSON.',
      ...inBody({ tool_choice: 'none' }, (body) => body.response_format && body.tool_choice === 'required'),
    },
  },
  'tool/choice-named': {
    'tool-choice-named-ignored': {
      says: 'A named tool_choice is read as auto.',
      seen: 'https://github.com/ollama/ollama/issues/17921',
      ...readAsAuto((choice) => choice?.type === 'function'),
    },
    'tool-choice-named-calls-first': {
      says: 'A named tool_choice calls the first tool, not the named one.',
      ...inCalls((call, { body }) => {
        const [first] = functionsOf(body ?? {})
        const choice: Loose = body?.tool_choice
        if (first && choice?.type === 'function') call.name = first.name
      }),
    },
  },
  'tool/choice-allowed-tools': {
    'tool-choice-allowed-ignored': {
      says: 'tool_choice allowed_tools is read as auto.',
      ...readAsAuto((choice) => choice?.type === 'allowed_tools'),
    },
    'tool-choice-allowed-not-required': {
      says: 'tool_choice allowed_tools with mode required is read as none.',
      ...inBody({ tool_choice: 'none' }, ({ tool_choice }) => tool_choice?.allowed_tools?.mode === 'required'),
    },
  },
  'tool/parallel-disabled': {
    'parallel-tool-calls-ignored': {
      says: 'parallel_tool_calls: false is accepted and has no effect.',
      ...ignoreParams(['parallel_tool_calls']),
    },
    'parallel-tool-calls-ignored-in-streams': {
      says: 'With streaming, parallel_tool_calls: false has no effect.',
      ...ignoreParams(['parallel_tool_calls'], ({ stream }) => stream),
    },
  },
  'tool/choice-auto-default': {
    'tool-choice-auto-refused': {
      says: 'tool_choice auto is refused, but its absence is not.',
      ...refuseRequests((body) => body.tool_choice === 'auto'),
    },
    'tool-choice-demanded': {
      says: 'Tools without tool_choice are refused.',
      ...refuseRequests((body) => body.tools && body.tool_choice === undefined),
    },
    'tool-choice-none-by-default': {
      says: 'Without tool_choice, no tool is called.',
      ...inBody({ tool_choice: 'none' }, ({ tools, tool_choice }) => tools && tool_choice === undefined),
    },
  },
  'tool/minimal-definition': {
    'tool-parameters-demanded': {
      says: 'A tool without parameters is answered with status 500.',
      also: ['http/server-error'],
      ...refuseFunctions(({ parameters }) => parameters === undefined, 500),
    },
    'tool-strict-null-refused': {
      says: 'A tool with strict null is refused.',
      ...refuseFunctions(({ strict }) => strict === null, 422),
    },
  },
  'tool/parameters-accepted': {
    'tool-alternatives-refused': {
      says: 'A tool whose parameters have anyOf is refused.',
      ...refuseFunctions(schemaHas('"anyOf"')),
    },
    'tool-references-fail': {
      says: 'A tool whose parameters have $ref is answered with status 500.',
      also: ['http/server-error'],
      ...refuseFunctions(schemaHas('$ref'), 500),
    },
  },
})
