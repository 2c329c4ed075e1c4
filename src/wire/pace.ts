/** Politeness towards one target: no more requests than were agreed on, and a pause when it demands one. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Exchange } from '../model/index.ts'

export interface Pace {
  /** Resolves when the next request may be sent, or when the run was stopped. */
  before(signal: AbortSignal): Promise<void>
  /** Learns from what came back. */
  after(exchange: Exchange): void
}

/** A target that demands a longer pause than this is not waited for, in milliseconds. */
export const LONGEST_REST_MS = 60_000

/** After a 429 requests are at least so far apart; the distance doubles with each further one. */
const FIRST_GAP_MS = 50
const LARGEST_GAP_MS = 5_000
/** What every reply but a 429 makes of the distance. */
const RECOVERY = 0.9

/** Time as it passes, in milliseconds. */
export interface Clock {
  now(): number
  /** Resolves after so many milliseconds, or at once when the run is stopped. */
  rested(ms: number, signal: AbortSignal): Promise<void>
}

/**
 * @param perMinute most requests in a minute; without it as many as there are
 * @param clock by default that of the machine
 * @param onWait called before each wait, with its reason and its length in milliseconds
 */
export function openPace(
  perMinute?: number,
  clock: Clock = { now: () => performance.now(), rested },
  onWait: (why: string, ms: number) => void = () => undefined,
): Pace {
  const { now } = clock
  const least = perMinute === undefined ? 0 : 60_000 / perMinute
  let gap = least
  /** When the next request may go out. */
  let next = 0
  const rest = (ms: number): void => {
    if (ms <= LONGEST_REST_MS) next = Math.max(next, now() + ms)
  }
  return {
    before: async (signal) => {
      // A rest that begins in the meantime holds for those who wait already.
      while (!signal.aborted) {
        const wait = next - now()
        if (wait <= 0) {
          next = now() + gap
          return
        }
        onWait('limit of requests', wait)
        await clock.rested(wait, signal)
      }
    },
    after: (exchange) => {
      if (exchange.status === 429) {
        gap = Math.min(Math.max(gap * 2, FIRST_GAP_MS), Math.max(LARGEST_GAP_MS, least))
        rest(restAfter(exchange) ?? gap)
      } else {
        gap = Math.max(least, gap < FIRST_GAP_MS ? 0 : gap * RECOVERY)
        const untilReset = spent(exchange)
        if (untilReset !== undefined) rest(untilReset)
      }
    },
  }
}

/** Resolves after so many milliseconds, or at once when the run is stopped. */
export async function rested(ms: number, signal: AbortSignal): Promise<void> {
  // A signal of its own: many wait at the same time, and Node.js takes more than ten listeners of one signal for a leak.
  await sleep(ms, undefined, { signal: AbortSignal.any([signal]) }).catch(() => undefined)
}

/** The wait that a reply asks for in `retry-after`, in milliseconds. */
export function restAfter({ headers, sentAt }: Exchange): number | undefined {
  const value = headers.find(([name]) => name === 'retry-after')?.[1]?.trim()
  if (!value) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - sentAt)
}

/** The time until there are requests left again, where the reply says that it was the last one. */
function spent({ headers }: Exchange): number | undefined {
  const fieldOf = (name: string): string | undefined => headers.find((header) => header[0] === name)?.[1]?.trim()
  if (fieldOf('x-ratelimit-remaining-requests') !== '0') return undefined
  return spanOf(fieldOf('x-ratelimit-reset-requests') ?? '')
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A header that is longer is not a span of time. */
const LONGEST_SPAN = 40

/** A span of time as rate-limit headers write it, in milliseconds: `1s`, `6m0s`, `120ms`, or seconds without a unit. */
function spanOf(text: string): number | undefined {
  if (text.length > LONGEST_SPAN) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (!parts.length || parts.map(([all]) => all).join('') !== text) return undefined
  return parts.reduce((sum, [, number = '', unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0)
}
