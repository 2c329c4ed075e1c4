/** Images that a request carries as data URIs. */

export interface EncodedImage {
  /** Media type in lower case. */
  readonly type: string
  readonly base64: string
}

/** The media type and data of a base64 data URI; undefined for any other URL. */
export function parseDataUri(url: string): EncodedImage | undefined {
  const [, type, base64] = /^data:([^;,]+);base64,([A-Za-z0-9+/]*={0,2})$/i.exec(url) ?? []
  return type !== undefined && base64 !== undefined ? { type: type.toLowerCase(), base64 } : undefined
}

/** The data begins and ends like a file of its type. An image that a case breaks on purpose proves nothing. */
export function isIntact({ type, base64 }: EncodedImage): boolean {
  const bytes = Buffer.from(base64, 'base64')
  const startsWith = (signature: string, at = 0) =>
    bytes.subarray(at, at + signature.length).toString('latin1') === signature
  switch (type) {
    case 'image/png':
      return startsWith('\x89PNG\r\n\x1a\n') && bytes.subarray(-8, -4).toString('latin1') === 'IEND'
    case 'image/jpeg':
      return startsWith('\xff\xd8') && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9
    case 'image/gif':
      return startsWith('GIF8') && bytes.at(-1) === 0x3b
    case 'image/webp':
      return startsWith('RIFF') && startsWith('WEBP', 8) && bytes.readUInt32LE(4) + 8 <= bytes.length
    default:
      return false
  }
}

/** The longer side in pixels; undefined if the image is not a PNG. */
export function longerSideOf({ type, base64 }: EncodedImage): number | undefined {
  const head = Buffer.from(base64.slice(0, 44), 'base64')
  return type === 'image/png' && head.length >= 24 ? Math.max(head.readUInt32BE(16), head.readUInt32BE(20)) : undefined
}
