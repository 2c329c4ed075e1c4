/** Counts what is in a file and is not judged, so that it can be said. */
import type { Trouble } from './capture.ts'
import type { Spot } from './excerpt.ts'

/** Why something is not judged. */
export type Reason = keyof typeof WORDS

export interface Leftover {
  /** @param example what it is, where that helps to find it */
  add(reason: Reason, spot: Spot, example?: string): void
  /** One line for each reason. */
  troubles(): readonly Trouble[]
}

const WORDS = {
  elsewhere: ['exchange with another address', 'exchanges with other addresses'],
  paths: ['path of another API', 'paths of other APIs'],
  empty: ['reply without a body', 'replies without a body'],
  packed: ['reply that cannot be unpacked', 'replies that cannot be unpacked'],
  strange: ['reply in a form that is not known', 'replies in a form that is not known'],
  foreign: ['stream of another API', 'streams of another API'],
  deep: ['value that is nested too deep', 'values that are nested too deep'],
} as const

export function openLeftover(): Leftover {
  const found = new Map<Reason, { count: number; readonly spot: Spot; readonly example?: string }>()
  return {
    add(reason, spot, example) {
      const known = found.get(reason)
      if (known) known.count++
      else found.set(reason, { count: 1, spot, ...(example === undefined ? {} : { example }) })
    },
    troubles: () =>
      [...found].map(([reason, { count: number, spot, example }]) => {
        const [one, many] = WORDS[reason]
        const which = example === undefined ? '' : ` (${number === 1 ? '' : 'such as '}${example})`
        return { spot, trouble: `not judged: ${number} ${number === 1 ? one : many}${which}`, isHarmless: true }
      }),
  }
}
