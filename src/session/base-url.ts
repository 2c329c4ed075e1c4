/** Parses the base URL of a target. */
import { UsageError } from '../foundation/usage-error.ts'

/**
 * Parses a base URL; the result has no slash at its end.
 * @throws UsageError if it is not an http(s) URL that paths can be added to
 */
export function baseUrlOf(text: string): string {
  const typed = JSON.stringify(text)
  if (!/^https?:\/\//i.test(text))
    throw new UsageError(`${typed} is not a base URL: expected http:// or https:// at its start${suggestUrl(text)}`)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new UsageError(`${typed} is not a URL\nexpected something like http://localhost:8000/v1`)
  if (url.username || url.password)
    throw new UsageError(
      "the base URL contains a user name or password, which reports would show\nuse --header 'Authorization: Basic $NAME' with an environment variable",
    )
  if (url.search || url.hash)
    throw new UsageError(
      `${typed} has a query or fragment, so no path can be added\nexpected the address before /chat/completions, such as http://localhost:8000/v1`,
    )
  const base = url.href.replace(/\/+$/, '')
  if (/\/(chat\/)?completions$/.test(base))
    throw new UsageError(
      `${typed} is the address of the endpoint; expected the base URL, which ends before /chat/completions\ntry ${base.replace(/\/(chat\/)?completions$/, '')}`,
    )
  return base
}

function suggestUrl(text: string): string {
  const candidate = `http://${text}`
  return !text.includes('://') && URL.canParse(candidate) ? `\ntry ${candidate}` : ''
}
