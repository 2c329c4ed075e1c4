import type { ErrorSeen, Rule, StreamSeen } from '../../../src/model/index.ts'

/** A stack trace is near the beginning of an error. */
const LONG = 20_000

const TRACES = [
  /Traceback \(most recent call last\)/,
  /File \\?"\/[^"]{1,500}", line \d+/,
  /\bat (?:java|javax|sun|org\.springframework)\./,
  /\bgoroutine \d+ \[/,
  /\bpanicked at /,
  /\bat [^\n]{1,200} \((?:file:\/\/)?\/[^\s)]{1,500}:\d+:\d+\)/,
]

export default {
  says: 'An error contains no stack trace and no source file of the server.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference names the fault of the request only',
  why: 'A stack trace shows strangers how the server is built, and does not help users.',
  mend: 'Log the trace, and answer with a short message and a request id.',
  wrong: '{"error":{"message":"Traceback (most recent call last):\\n  File \\"/app/server.py\\", line 12 …"}}',
  right: '{"error":{"message":"Something went wrong (request 8fT2).","type":"server_error","param":null,"code":null}}',
  on: ['error', 'stream'],
  *check(seen) {
    for (const { at, text } of collectErrorTexts(seen)) {
      const trace = TRACES.map((pattern) => pattern.exec(text)).find((match) => match !== null)
      if (trace && !seen.request.text?.includes(trace[0]))
        yield {
          at,
          message: 'contains a stack trace; expected a message for users',
          got: text.slice(trace.index, trace.index + 120),
        }
    }
  },
} satisfies Rule<'error' | 'stream'>

function collectErrorTexts(seen: ErrorSeen | StreamSeen): { at: string; text: string }[] {
  if (seen.kind === 'error') return [{ at: '/body', text: seen.text.slice(0, LONG) }]
  return seen.events.flatMap(({ is, data }, i) =>
    is === 'error' ? [{ at: `/events/${i}/data`, text: data.slice(0, LONG) }] : [],
  )
}
