import type { Request } from '../model/index.ts'

/** A command line for a POSIX shell that sends the request again. A secret is in it as the variable that holds it. */
export function curl(request: Request): string {
  const parts = ['curl -sS -i']
  // Told to send HEAD by -X, curl would wait for a body.
  if (request.method === 'HEAD' && request.text === undefined) parts.push('--head')
  else if (request.method !== (request.text === undefined ? 'GET' : 'POST')) parts.push(`-X ${request.method}`)
  // curl takes brackets and braces for patterns.
  if (/[[\]{}]/.test(request.url)) parts.push('-g')
  parts.push(KEY_IN_QUERY.test(request.url) ? doubleQuote(request.url) : quote(request.url))
  for (const [name, value] of Object.entries(request.headers)) {
    if (isUsual(name, value)) continue
    // Without a value curl would take the header out; a semicolon sends it empty.
    const line = value === '' ? `${name};` : `${name}: ${value}`
    // A variable must stay outside single quotes, or the shell would not put its value in.
    parts.push(`-H ${VARIABLE.test(value) ? doubleQuote(line) : quote(line)}`)
  }
  if (request.text === undefined) return parts.join(' ')
  if (!('content-type' in request.headers)) parts.push("-H 'content-type:'")
  if (request.text.length <= LONGEST_ARGUMENT) return [...parts, '--data-raw', quote(request.text)].join(' ')
  return `printf %s ${quote(request.text)} | ${parts.join(' ')} --data-binary @-`
}

/** A key that came with the address. Any other dollar sign in an address is one. */
const KEY_IN_QUERY = /=\$[A-Z][A-Z0-9_]*(&|$)/
const VARIABLE = /\$[A-Za-z_]/

/** Characters (of up to three bytes) in one argument; Linux takes 128 KiB, but a shell gives its own commands any number. */
const LONGEST_ARGUMENT = 40_000

/** What the tool says of itself in every request makes the line longer and reproduces nothing. */
function isUsual(name: string, value: string): boolean {
  if (name === 'accept-encoding') return value === 'identity'
  return (name === 'accept' && value === DEFAULT_ACCEPT) || (name === 'user-agent' && value.startsWith(OWN_AGENT))
}

const OWN_AGENT = 'chat-conformance/'

/** Both forms of reply are welcome. */
export const DEFAULT_ACCEPT = 'application/json, text/event-stream'

function doubleQuote(text: string): string {
  return `"${text.replace(/["\\`]|\$(?![A-Za-z_])/g, '\\$&')}"`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
