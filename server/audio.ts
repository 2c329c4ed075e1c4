/** Audio replies: `modalities` with audio. The audio is a short tone; the text is in the transcript. */

import { randomId } from './ids.ts'
import { list, object, string } from './loose.ts'
import type { Body } from './twist.ts'

const sampleRate = 24_000
const seconds = 0.05
const lifetimeSeconds = 3600

/** Whether the reply must be audio. */
export function isSpoken(body: Body): boolean {
  return list(body.modalities).includes('audio') && object(body.audio) !== undefined
}

/** 440 Hz as 16-bit little-endian samples on one channel. */
function tone(): Buffer {
  const samples = Buffer.alloc(Math.round(sampleRate * seconds) * 2)
  for (let i = 0; i * 2 < samples.length; i++)
    samples.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / sampleRate)), i * 2)
  return samples
}

function wav(samples: Buffer): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}

/** The `audio` field of a message, in the requested format (wav or pcm16). */
export function audioOf(
  text: string,
  body: Body,
): { id: string; expires_at: number; data: string; transcript: string } {
  const bytes = string(object(body.audio)?.format) === 'wav' ? wav(tone()) : tone()
  return {
    id: `audio_${randomId(24)}`,
    expires_at: Math.floor(Date.now() / 1000) + lifetimeSeconds,
    data: bytes.toString('base64'),
    transcript: text,
  }
}
