/** Dialect, faults and variants as typed, checked before a server is started. */
import { didYouMean, UsageError } from '../foundation/usage-error.ts'

export interface TwistFlags {
  readonly dialect?: string
  readonly fault?: readonly string[]
  readonly variant?: readonly string[]
}

/**
 * Makes sure that the ids are known.
 * @throws UsageError naming the nearest ones
 */
export async function checkTwists({ dialect, fault = [], variant = [] }: TwistFlags): Promise<void> {
  const { listDialects, listFaults, listVariants } = await import('../../server/index.ts')
  checkKnown(
    'dialect',
    dialect === undefined ? [] : [dialect],
    (await listDialects()).map(({ id }) => id),
  )
  checkKnown(
    'fault',
    fault,
    (await listFaults()).map(({ id }) => id),
  )
  checkKnown(
    'variant',
    variant,
    (await listVariants()).map(({ id }) => id),
  )
}

function checkKnown(what: string, typed: readonly string[], known: readonly string[]): void {
  for (const id of typed)
    if (!known.includes(id))
      throw new UsageError(
        `there is no ${what} ${JSON.stringify(id)}${didYouMean(id, known)}\n\`chat-conformance list ${what}s\` shows them all`,
      )
}
