/** Images that a request carries as data URIs. */

export interface Picture {
  /** Media type in lower case. */
  readonly type: string
  readonly base64: string
}

/** The media type and data of a base64 data URI; undefined for any other address. */
export function pictureIn(url: string): Picture | undefined {
  const [, type, base64] = /^data:([^;,]+);base64,([A-Za-z0-9+/]*={0,2})$/i.exec(url) ?? []
  return type !== undefined && base64 !== undefined ? { type: type.toLowerCase(), base64 } : undefined
}

/** The data begins and ends as a file of its type does: what a case breaks on purpose is no proof of anything. */
export function isSound({ type, base64 }: Picture): boolean {
  const bytes = Buffer.from(base64, 'base64')
  const starts = (text: string, at = 0) => bytes.subarray(at, at + text.length).toString('latin1') === text
  switch (type) {
    case 'image/png':
      return starts('\x89PNG\r\n\x1a\n') && bytes.subarray(-8, -4).toString('latin1') === 'IEND'
    case 'image/jpeg':
      return starts('\xff\xd8') && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9
    case 'image/gif':
      return starts('GIF8') && bytes.at(-1) === 0x3b
    case 'image/webp':
      return starts('RIFF') && starts('WEBP', 8) && bytes.readUInt32LE(4) + 8 <= bytes.length
    default:
      return false
  }
}

/** Width and height in pixels, for PNG. */
export function pixelsOf({ type, base64 }: Picture): number | undefined {
  const head = Buffer.from(base64.slice(0, 44), 'base64')
  return type === 'image/png' && head.length >= 24 ? Math.max(head.readUInt32BE(16), head.readUInt32BE(20)) : undefined
}
