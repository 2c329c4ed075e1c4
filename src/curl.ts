import type { Request } from './model.ts'

/** Headers that curl or the tool would set anyway: they make the line longer and reproduce nothing. */
const USUAL = new Set(['user-agent', 'accept', 'accept-encoding'])

/** A command line for a POSIX shell that sends the request again. A secret stands in it as the variable that holds it. */
export function curl(request: Request): string {
  const parts = ['curl -sS -i']
  if (request.method !== (request.text === undefined ? 'GET' : 'POST')) parts.push(`-X ${request.method}`)
  parts.push(quoted(request.url))
  for (const [name, value] of Object.entries(request.headers)) {
    if (USUAL.has(name) && !isSpecial(name, value)) continue
    const line = `${name}: ${value}`
    // A variable must stay outside single quotes, or the shell would not put its value in.
    parts.push(`-H ${/\$[A-Z_][A-Z0-9_]*/.test(value) ? `"${line.replace(/["\\`]/g, '\\$&')}"` : quoted(line)}`)
  }
  if (request.text !== undefined) {
    if (!('content-type' in request.headers)) parts.push("-H 'content-type;'")
    parts.push(`--data-binary ${quoted(request.text)}`)
  }
  return parts.join(' ')
}

/** Cases that try an Accept header mean it. */
function isSpecial(name: string, value: string): boolean {
  return name === 'accept' && value !== DEFAULT_ACCEPT
}

/** Both forms of reply are welcome. */
export const DEFAULT_ACCEPT = 'application/json, text/event-stream'

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
