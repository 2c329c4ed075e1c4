/** Content codings: a compressed body as it was before, and the other way round. */
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib'
import type { Exchange, Piece } from '../model/index.ts'

/** A body that would be larger than this is not decoded: a small compressed reply may stand for gigabytes. */
const DECODED_LIMIT = 64 * 1024 * 1024

/** Decoders by the name of the coding. Of a reply that was cut off, they give what can be read. */
const DECODERS: Readonly<Record<string, (coded: Buffer, whole: boolean) => Buffer>> = {
  gzip: (coded, whole) => gunzipSync(coded, zlibOptions(whole)),
  'x-gzip': (coded, whole) => gunzipSync(coded, zlibOptions(whole)),
  deflate: (coded, whole) => inflateSync(coded, zlibOptions(whole)),
  br: (coded, whole) =>
    brotliDecompressSync(coded, {
      maxOutputLength: DECODED_LIMIT,
      ...(whole ? {} : { finishFlush: constants.BROTLI_OPERATION_FLUSH }),
    }),
}

const ENCODERS: Readonly<Record<string, (plain: Uint8Array) => Buffer>> = {
  gzip: (plain) => gzipSync(plain),
  'x-gzip': (plain) => gzipSync(plain),
  deflate: (plain) => deflateSync(plain),
  br: (plain) => brotliCompressSync(plain),
}

function zlibOptions(whole: boolean): ZlibOptions {
  return { maxOutputLength: DECODED_LIMIT, ...(whole ? {} : { finishFlush: constants.Z_SYNC_FLUSH }) }
}

type Coded = Pick<Exchange, 'headers' | 'pieces' | 'ended'>

/** The body with its content coding undone: as it is where there is none, or where only the header claims one. */
export function contentDecoded(exchange: Coded): readonly Piece[] {
  const decode = DECODERS[codingOf(exchange)]
  if (!decode) return exchange.pieces
  try {
    const coded = Buffer.concat(exchange.pieces.map((piece) => piece.bytes))
    return [{ at: exchange.pieces.at(-1)?.at ?? 0, bytes: decode(coded, exchange.ended === 'complete') }]
  } catch {
    // Claimed but not so: the bytes are judged as they are.
    return exchange.pieces
  }
}

/** Decoded pieces, changed since, in the coding that the exchange names. */
export function contentEncoded(exchange: Coded, pieces: readonly Piece[]): readonly Piece[] {
  const encode = ENCODERS[codingOf(exchange)]
  return encode ? pieces.map(({ at, bytes }) => ({ at, bytes: encode(bytes) })) : pieces
}

/** The content coding that the headers name; empty where they name none. */
export function codingOf({ headers }: Coded): string {
  return (
    headers
      .find(([name]) => name === 'content-encoding')?.[1]
      .trim()
      .toLowerCase() ?? ''
  )
}
