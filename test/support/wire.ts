/** The wire with times that suit tests, and requests to send over it. */
import { onTestFinished } from 'vitest'
import type { Exchange, Request, Send } from '../../src/model/index.ts'
import { openWire, WIRE_DEFAULTS, type WireOptions } from '../../src/wire/send.ts'

/** A signal that is never aborted. */
export const NEVER = new AbortController().signal

/** A wire without retries; it is closed at the end of the test. */
export function wire(options: Partial<WireOptions> = {}): { send: Send; close(): Promise<void> } {
  const opened = openWire({ ...WIRE_DEFAULTS, retries: 0, backoffMs: 1, proxies: false, ...options })
  onTestFinished(() => opened.close())
  return opened
}

/** A plain question to this URL. */
export function aRequestTo(url: string): Request {
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }
  const headers = { 'content-type': 'application/json' }
  return { method: 'POST', url, endpoint: 'chat', headers, text: JSON.stringify(body), body }
}

/** The body of a reply as a string. */
export function textOf({ pieces }: Exchange): string {
  return Buffer.concat(pieces.map(({ bytes }) => bytes)).toString()
}
