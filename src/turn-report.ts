/** What a report keeps of an exchange: what was asked, how it ended, and how to ask it again. */
import { curl } from './curl.ts'
import { asObject } from './json.ts'
import type { Exchange, Json, JsonObject, TurnReport } from './model.ts'

/** What a report shows of an exchange. */
export function turnReport({ request, status, ended, timings, retries }: Exchange): TurnReport {
  const { method, url, body } = request
  return {
    request: { method, url, ...(body === undefined ? {} : { body: withoutBulk(body) }) },
    ...(status === undefined ? {} : { status }),
    ended,
    timings,
    retries: retries.length,
    curl: curl(request.text && request.text.length > BULK ? { ...request, text: BULKY } : request),
  }
}

/** Longer texts (a picture, a padded prompt) would drown a report; `--dry-run` prints them whole. */
const BULK = 20_000
const BULKY = '(the body is too long for a command line: run the case with --dry-run to see it)'

function withoutBulk(value: Json): Json {
  if (typeof value === 'string')
    return value.length > BULK ? `${value.slice(0, 100)}… (${value.length} characters)` : value
  if (Array.isArray(value)) return value.map((item: Json) => withoutBulk(item))
  const members = asObject(value) as JsonObject | undefined
  if (!members) return value
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, withoutBulk(member)]))
}
