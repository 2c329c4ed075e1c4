/** The images of a request. */
import type { Wire } from '../../../../../src/model/index.ts'
import { object, string } from '../../../../rules/_helpers.ts'
import { partsOf } from '../_request.ts'

export interface EncodedImage {
  /** Media type in lower case. */
  readonly type: string
  readonly base64: string
}

/** The images that are base64 data URIs. */
export function encodedImages(ask: Wire): readonly EncodedImage[] {
  return partsOf(ask).flatMap((part) => {
    const [, type, base64] = /^data:([^;,]+);base64,([A-Za-z0-9+/]*={0,2})$/i.exec(imageUrl(part) ?? '') ?? []
    return type !== undefined && base64 !== undefined ? [{ type: type.toLowerCase(), base64 }] : []
  })
}

/** The URL of an image part. */
export function imageUrl(part: Wire): string | undefined {
  return part.type === 'image_url' ? string(object(part.image_url)?.url) : undefined
}
