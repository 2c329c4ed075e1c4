/** Content parts in the forms that dialects take in place of the contract's. */
import type { Adaptation, Json, JsonObject, PartForm } from '../../../src/model/index.ts'
import { object } from '../../rules/_helpers.ts'

/** The body with the parts of its messages in these forms. */
export function adaptParts(body: JsonObject, forms: Adaptation['parts']): JsonObject {
  if (!Object.keys(forms).length || !Array.isArray(body.messages)) return body
  return { ...body, messages: body.messages.map((message: Json) => adaptMessage(message, forms)) }
}

function adaptMessage(message: Json, forms: Adaptation['parts']): Json {
  const members = object(message) as JsonObject | undefined
  if (!members || !Array.isArray(members.content)) return message
  return { ...members, content: members.content.map((part: Json) => adaptPart(part, forms)) }
}

function adaptPart(part: Json, forms: Adaptation['parts']): Json {
  const type = object(part)?.type
  const form = typeof type === 'string' && Object.hasOwn(forms, type) ? forms[type] : undefined
  return form ? FORMS[form](part as JsonObject) : part
}

/** A part that does not have the contract's form is sent as it is: then the case is about that form. */
const FORMS: Readonly<Record<PartForm, (part: JsonObject) => Json>> = {
  'url-string': (part) => {
    const url = object(part.image_url)?.url
    return typeof url === 'string' ? { ...part, image_url: url } : part
  },
  'audio-url': (part) => {
    const { data, format } = object(part.input_audio) ?? {}
    if (typeof data !== 'string' || typeof format !== 'string') return part
    return { type: 'audio_url', audio_url: { url: `data:audio/${format};base64,${data}` } }
  },
}
