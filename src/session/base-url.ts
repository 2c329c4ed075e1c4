/** Parses base URLs. */
import { ownApis } from '../ask/apis.ts'
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
      `${typed} has a query or fragment, so no path can be added\nexpected the address before the paths of the endpoints, such as http://localhost:8000/v1`,
    )
  const base = url.href.replace(/\/+$/, '')
  const end = endpointEnd(url.pathname.replace(/\/+$/, ''))
  if (end)
    throw new UsageError(
      `${typed} is the address of the endpoint; expected the base URL, which ends before ${end.path}\ntry ${base.slice(0, -end.typed.length)}`,
    )
  return base
}

/** The endpoint that a path ends with, and how much of its path was typed: older endpoints have only the last segment. */
function endpointEnd(typed: string): { readonly path: string; readonly typed: string } | undefined {
  const paths = [...ownApis.values()].flatMap(({ endpoints }) => endpoints.filter(({ request }) => request))
  const ends = paths.flatMap(({ path }) =>
    [path, path.slice(path.lastIndexOf('/'))].map((end) => ({ path, typed: end })),
  )
  return ends.find((end) => end.typed !== '/' && typed.endsWith(end.typed))
}

function suggestUrl(text: string): string {
  const candidate = `http://${text}`
  return !text.includes('://') && URL.canParse(candidate) ? `\ntry ${candidate}` : ''
}
