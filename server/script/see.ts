/**
 * How the scripted model recognises images, audio and files. It knows the files of fixtures/ by their checksum; other
 * files are counted but not recognised.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { list, object, objects, string } from '../loose.ts'
import type { Body } from '../twist.ts'

/** The content of an image, an audio clip or a file. */
export interface Medium {
  readonly kind: 'image' | 'sound' | 'file'
  readonly colours: readonly string[]
  readonly digit?: string
  readonly sound?: string
  readonly text?: string
}

/** The contents of the files of fixtures/, by SHA-256. The folder is two levels up, or three from dist/. */
const known: ReadonlyMap<string, Body> = (() => {
  const index = ['../../fixtures/index.json', '../../../fixtures/index.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))
  const entries = index ? objects(Object.values(JSON.parse(readFileSync(index, 'utf8')) as Body)) : []
  return new Map(entries.map((entry) => [String(entry.sha256), object(entry.shows) ?? {}]))
})()

/** Everything in a message's content that is not text, in order. */
export function recogniseAll(content: unknown): readonly Medium[] {
  return objects(content).flatMap((part) => {
    const image = string(object(part.image_url)?.url)
    if (image !== undefined) return [recognise('image', image)]
    const sound = string(object(part.input_audio)?.data)
    if (sound !== undefined) return [recognise('sound', sound)]
    const file = string(object(part.file)?.file_data)
    return file === undefined ? [] : [recognise('file', file)]
  })
}

/** @param data a data URI or plain base64 */
function recognise(kind: Medium['kind'], data: string): Medium {
  const bytes = Buffer.from(data.slice(data.indexOf(',') + 1), 'base64')
  const { colours, digit, sound, text } = known.get(createHash('sha256').update(bytes).digest('hex')) ?? {}
  return {
    kind,
    colours: list(colours).map(String),
    ...(typeof digit === 'string' ? { digit } : {}),
    ...(typeof sound === 'string' ? { sound } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  }
}
