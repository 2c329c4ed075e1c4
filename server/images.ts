/** Images that a request gives by URL: they are fetched, so that the model gets all images in one form. */
import { object, objects, string } from './loose.ts'
import { refuse } from './refuse.ts'
import type { Body, Refusal } from './twist.ts'
import { checkImage, imageType } from './validate/media.ts'

const limit = { ms: 5000, bytes: 20 * 1024 * 1024 }

/** Every image of the messages with an http URL. */
function remoteImages(body: Body): { image: Body; url: string; at: string }[] {
  return objects(body.messages).flatMap((message, i) =>
    objects(message.content).flatMap((part, j) => {
      const image = object(part.image_url)
      const url = string(image?.url)
      const remote = image && url && /^https?:/i.test(url)
      return remote ? [{ image, url, at: `messages[${i}].content[${j}].image_url.url` }] : []
    }),
  )
}

/** The body with each http URL of an image replaced by a data URI; a refusal if a URL cannot be fetched. */
export async function withImages(body: Body): Promise<{ body: Body } | { refusal: Refusal }> {
  if (!remoteImages(body).length) return { body }
  const copy = structuredClone(body)
  for (const { image, url, at } of remoteImages(copy)) {
    const bytes = await download(url)
    if (!bytes) return { refusal: refuse(at, 'invalid_image_url', `'${at}' cannot be fetched.`) }
    const refusal = checkImage(bytes, at)
    if (refusal) return { refusal }
    image.url = `data:${imageType(bytes)};base64,${bytes.toString('base64')}`
  }
  return { body: copy }
}

async function download(url: string): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(limit.ms) })
    if (!response.ok || Number(response.headers.get('content-length')) > limit.bytes) return undefined
    const bytes = Buffer.from(await response.arrayBuffer())
    return bytes.length <= limit.bytes ? bytes : undefined
  } catch {
    return undefined
  }
}
