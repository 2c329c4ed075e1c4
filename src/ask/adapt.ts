/** Spells a request as a dialect does. */
import { asObject } from '../foundation/json.ts'
import type { Adaptation, Json, JsonObject, PartForm } from '../model/index.ts'

/** The body of a chat request in the dialect's words. */
export function adaptedBody(body: JsonObject, { rename, add, parts }: Adaptation): JsonObject {
  const renamed = Object.entries(body).map(([name, value]) => [
    Object.hasOwn(rename, name) ? rename[name] : name,
    value,
  ])
  const spelled: JsonObject = { ...add, ...Object.fromEntries(renamed) }
  if (!Object.keys(parts).length || !Array.isArray(spelled.messages)) return spelled
  return { ...spelled, messages: spelled.messages.map((message: Json) => withParts(message, parts)) }
}

function withParts(message: Json, forms: Adaptation['parts']): Json {
  const members = asObject(message) as JsonObject | undefined
  if (!members || !Array.isArray(members.content)) return message
  return { ...members, content: members.content.map((part: Json) => inForm(part, forms)) }
}

function inForm(part: Json, forms: Adaptation['parts']): Json {
  const type = asObject(part)?.type
  const form = typeof type === 'string' && Object.hasOwn(forms, type) ? forms[type] : undefined
  return form ? FORMS[form](part as JsonObject) : part
}

/** A part that is not as the contract has it is sent as it is: then the case is about that. */
const FORMS: Readonly<Record<PartForm, (part: JsonObject) => Json>> = {
  'url-string': (part) => {
    const url = asObject(part.image_url)?.url
    return typeof url === 'string' ? { ...part, image_url: url } : part
  },
  'audio-url': (part) => {
    const { data, format } = asObject(part.input_audio) ?? {}
    if (typeof data !== 'string' || typeof format !== 'string') return part
    return { type: 'audio_url', audio_url: { url: `data:audio/${format};base64,${data}` } }
  },
}

/** The headers with the key where the dialect looks for it. */
export function adaptedHeaders(
  headers: Readonly<Record<string, string>>,
  { keyHeader }: Adaptation,
): Readonly<Record<string, string>> {
  const { authorization, ...others } = headers
  if (keyHeader === undefined || authorization === undefined) return headers
  return { ...others, [keyHeader.toLowerCase()]: authorization.replace(/^Bearer /, '') }
}

/** The address with the query that the dialect asks for. */
export function adaptedUrl(url: string, { query }: Adaptation): string {
  const pairs = new URLSearchParams(query).toString()
  return pairs ? `${url}${url.includes('?') ? '&' : '?'}${pairs}` : url
}
