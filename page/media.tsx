/** Images and audio in a message. What is elsewhere is named and never fetched. */

import { useState } from 'preact/hooks'
import { shorten } from '../text/columns.ts'
import { printable } from '../text/printable.ts'

/** Vector graphics are left out: they are programs. */
const PICTURE = /^data:image\/(png|jpe?g|gif|webp|bmp|avif);base64,([A-Za-z0-9+/]+={0,2})$/i
const SOUND_TYPE: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
}
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

export function ImagePart({ address }: { readonly address: string }) {
  const [broken, setBroken] = useState(false)
  if (PICTURE.test(address) && !broken)
    return <img class="picture" src={address} alt="as it was sent" onError={() => setBroken(true)} />
  return <Placeholder what="Image" why={explainNoImage(address)} address={address} />
}

function explainNoImage(address: string): string {
  if (!address.startsWith('data:')) return 'not loaded, because it is elsewhere'
  if (/^data:image\/svg/i.test(address)) return 'not shown, because it is a vector graphic'
  return 'cannot be shown: it is broken, left out of the report, or of an unknown format'
}

/** @param data in base64 */
export function AudioPart({ data, format }: { readonly data: string; readonly format: string }) {
  const [broken, setBroken] = useState(false)
  const type = SOUND_TYPE[format.toLowerCase()]
  if (type && BASE64.test(data) && !broken)
    return (
      // biome-ignore lint/a11y/useMediaCaption: nobody wrote captions for it
      <audio
        controls
        preload="metadata"
        src={`data:${type};base64,${data}`}
        aria-label={`Audio, ${printable(format)}`}
        onError={() => setBroken(true)}
      />
    )
  const why = 'cannot be played: it is broken, left out of the report, or of an unknown format'
  return <Placeholder what="Audio" why={why} address={data} />
}

function Placeholder({
  what,
  why,
  address,
}: {
  readonly what: string
  readonly why: string
  readonly address: string
}) {
  return (
    <div class="placeholder">
      {what}, {why}: <code>{shorten(printable(address.slice(0, 300)), 120)}</code>
    </div>
  )
}
