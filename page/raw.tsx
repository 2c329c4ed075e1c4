/** The bytes of a reply as they came: as text, and in hexadecimal. */

import { useState } from 'preact/hooks'
import type { PieceReport } from '../src/model/index.ts'
import { bytesOf } from '../src/read/kept.ts'
import { printable } from '../text/printable.ts'
import { Pre } from './parts.tsx'
import { size, time } from './text.ts'

/** Pieces that are shown at once. */
const PIECES = 40
/** Bytes of a piece that are shown in hexadecimal. */
const HEX_BYTES = 2048

export function Raw({ pieces }: { readonly pieces: readonly PieceReport[] }) {
  const [most, setMost] = useState(PIECES)
  const [hex, setHex] = useState(false)
  return (
    <>
      <label>
        <input type="checkbox" checked={hex} onChange={(event) => setHex(event.currentTarget.checked)} /> hexadecimal
      </label>
      <ol class="pieces">
        {pieces.slice(0, most).map((piece, i) => (
          <li key={i}>
            <span class="dim">{time(piece.at)}</span> <Piece piece={piece} hex={hex} />
          </li>
        ))}
      </ol>
      {most < pieces.length && (
        <button type="button" class="more" onClick={() => setMost(most + 10 * PIECES)}>
          {(pieces.length - most).toLocaleString('en')} more pieces
        </button>
      )}
    </>
  )
}

function Piece({ piece, hex }: { readonly piece: PieceReport; readonly hex: boolean }) {
  if ('bytesLeftOut' in piece)
    return <span class="note">{size(piece.bytesLeftOut)} of the reply are left out here</span>
  if (hex) return <Pre>{hexOf(bytesOf(piece))}</Pre>
  if ('text' in piece) return <Pre>{visible(piece.text)}</Pre>
  return (
    <>
      <span class="note">not UTF-8</span>
      <Pre>{hexOf(bytesOf(piece))}</Pre>
    </>
  )
}

/** Line ends are shown, and break the line too. */
function visible(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\\n\n')
}

/** Sixteen bytes a line: offset, bytes, and what of them is ASCII. */
function hexOf(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let from = 0; from < Math.min(bytes.length, HEX_BYTES); from += 16) {
    const row = [...bytes.subarray(from, from + 16)]
    const codes = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${from.toString(16).padStart(6, '0')}  ${codes.padEnd(47)}  ${ascii}`)
  }
  if (bytes.length > HEX_BYTES) lines.push(`… ${(bytes.length - HEX_BYTES).toLocaleString('en')} bytes more`)
  return lines.join('\n')
}
