/** Files as editors and shells save them: UTF-16 becomes UTF-8, which everything else reads. */

/** The bytes in UTF-8; they stay as they are unless they begin like UTF-16. */
export async function* utf8Of(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let isFirst = true
  let begun: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    // A pipe may give the first bytes one by one.
    const next: Buffer = isFirst && begun.length ? Buffer.concat([begun, chunk]) : chunk
    if (isFirst && next.length < 4) {
      begun = next
      continue
    }
    if (isFirst) decoder = decoderFor(next)
    isFirst = false
    yield decoder ? Buffer.from(decoder.decode(next, { stream: true })) : next
  }
  if (isFirst && begun.length) yield begun
  if (decoder) yield Buffer.from(decoder.decode())
}

/** By the byte order mark, or by the zero bytes between the characters of ASCII. */
function decoderFor(head: Buffer): InstanceType<typeof TextDecoder> | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = head
  if ((a === 0xff && b === 0xfe) || (a > 0 && b === 0 && c > 0 && d === 0)) return new TextDecoder('utf-16le')
  if ((a === 0xfe && b === 0xff) || (a === 0 && b > 0 && c === 0 && d > 0)) return new TextDecoder('utf-16be')
  return undefined
}
