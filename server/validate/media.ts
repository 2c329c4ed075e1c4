/** Images and audio in a request: valid base64, and a complete file of the stated format. */
import { refuse } from '../refuse.ts'
import type { Refusal } from '../twist.ts'

const dataUri = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+)?((?:;[^;,]*)*?)(;base64)?,/i

/** The bytes of a base64 string, strictly decoded; undefined if it is empty or not base64. */
export function decodeBase64(text: string): Buffer | undefined {
  if (!text || text.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

/** Checks the URL of an image: an http URL, or a data URI with a complete image. */
export function checkImageUrl(url: string, at: string): Refusal | undefined {
  if (/^https?:\/\/\S+$/i.test(url)) return undefined
  const head = dataUri.exec(url)
  if (!head) return refuse(at, 'invalid_image_url', `'${at}' is neither an http URL nor a data URI.`)
  const bytes = head[3] ? decodeBase64(url.slice(head[0].length)) : undefined
  if (!bytes) return refuse(at, 'invalid_base64', `'${at}' does not hold base64 data.`)
  return checkImage(bytes, at)
}

/** Checks the bytes of an image: PNG, JPEG, GIF or WebP by the first bytes, complete to the end. */
export function checkImage(bytes: Buffer, at: string): Refusal | undefined {
  const form = forms.find(({ is }) => is(bytes))
  if (!form)
    return refuse(at, 'invalid_image_format', `'${at}' is not an image: PNG, JPEG, GIF and WebP are supported.`)
  return form.isComplete(bytes)
    ? undefined
    : refuse(at, 'image_parse_error', `'${at}' is an image that is truncated or damaged.`)
}

type Test = (bytes: Buffer) => boolean

const starts = (hex: string, from = 0): Test => {
  const magic = Buffer.from(hex, 'hex')
  return (bytes) => bytes.subarray(from, from + magic.length).equals(magic)
}

const isRiff =
  (kind: string): Test =>
  (bytes) =>
    bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === kind

/** Bytes 4 to 7 of a RIFF file are the number of bytes that follow. */
const isCompleteRiff: Test = (bytes) => bytes.length >= 12 && bytes.readUInt32LE(4) <= bytes.length - 8

/** Reads the chunks of a PNG up to the last one. */
const isCompletePng: Test = (bytes) => {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true
  return false
}

const isCompleteGif: Test = (bytes) => bytes.lastIndexOf(0x3b) > 12

const forms: readonly { type: string; is: Test; isComplete: Test }[] = [
  { type: 'image/png', is: starts('89504e470d0a1a0a'), isComplete: isCompletePng },
  {
    type: 'image/jpeg',
    is: starts('ffd8ff'),
    isComplete: (bytes) => bytes.lastIndexOf(Buffer.from('ffd9', 'hex')) > 2,
  },
  { type: 'image/gif', is: starts('474946383761'), isComplete: isCompleteGif },
  { type: 'image/gif', is: starts('474946383961'), isComplete: isCompleteGif },
  { type: 'image/webp', is: isRiff('WEBP'), isComplete: isCompleteRiff },
]

/** The media type of an image by its first bytes; undefined if it is not supported. */
export function imageType(bytes: Buffer): string | undefined {
  return forms.find(({ is }) => is(bytes))?.type
}

const audioFormats: Readonly<Record<string, Test>> = {
  wav: (bytes) => isRiff('WAVE')(bytes),
  mp3: (bytes) => bytes.toString('latin1', 0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0),
}

/** Checks the data of an `input_audio` part: base64 of a file of the stated format. */
export function checkAudio(data: string, format: string, at: string): Refusal | undefined {
  const bytes = decodeBase64(data)
  if (!bytes) return refuse(at, 'invalid_base64', `'${at}' does not hold base64 data.`)
  if (audioFormats[format]?.(bytes)) return undefined
  return refuse(at, 'invalid_audio', `'${at}' is not a ${format} file.`)
}
