/** Checks of the content parts of messages. */
import { object as asObject, string as asString } from '../loose.ts'
import { missing, refuse, wrongType } from '../refuse.ts'
import { array, byTag, type Check, object, oneOf, string } from './check.ts'
import { checkAudio, checkImageUrl } from './media.ts'

const breakpoint = { prompt_cache_breakpoint: object({ mode: oneOf('explicit') }) }

const text = object({ text: string() }, breakpoint)
const refusal = object({ refusal: string() })

const image = object(
  {
    image_url: object(
      { url: (value, at) => string()(value, at) ?? checkImageUrl(String(value), at) },
      { detail: oneOf('auto', 'low', 'high') },
    ),
  },
  breakpoint,
)

/** An audio part of the published schema. */
export const audio = object(
  {
    input_audio: (value, at) =>
      object({ data: string(), format: oneOf('wav', 'mp3') })(value, at) ??
      checkAudio(String(asObject(value)?.data), String(asObject(value)?.format), `${at}.data`),
  },
  breakpoint,
)

const file = object(
  {
    file: (value, at) =>
      object({}, { filename: string(), file_data: string(), file_id: string() })(value, at) ?? source(value, at),
  },
  breakpoint,
)

/** A file is in the request or was uploaded earlier; this server has no uploads. */
const source: Check = (value, at) => {
  const file = asObject(value) ?? {}
  if (asString(file.file_id) !== undefined)
    return refuse(`${at}.file_id`, 'invalid_value', `'${at}.file_id' is not a file of this server.`)
  return asString(file.file_data) ? undefined : missing(`${at}.file_data`)
}

function parts(kinds: Readonly<Record<string, Check>>): Check {
  const items = array(byTag('type', kinds), { min: 1 })
  return (value, at) => {
    if (typeof value === 'string') return undefined
    return Array.isArray(value) ? items(value, at) : wrongType(at, 'a string or an array of content parts', value)
  }
}

/** Content of a system, developer or tool message: text. */
export const textContent = parts({ text })
/** Content of a user message: text, images, audio and files. */
export const userContent = parts({ text, image_url: image, input_audio: audio, file })
/** Content of an assistant message: text or a refusal. */
export const assistantContent = parts({ text, refusal })
