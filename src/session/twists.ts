/** Checks the dialect, faults and variants that were typed, before a server is started. */
import { didYouMean, UsageError } from '../foundation/usage-error.ts'

export interface TwistFlags {
  readonly dialect?: string
  readonly fault?: readonly string[]
  readonly variant?: readonly string[]
}

/**
 * Checks that the ids exist.
 * @throws UsageError that names the nearest ones
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

function checkKnown(kind: string, typed: readonly string[], known: readonly string[]): void {
  for (const id of typed)
    if (!known.includes(id))
      throw new UsageError(
        `unknown ${kind} ${JSON.stringify(id)}${didYouMean(id, known)}\nsee \`chat-conformance list ${kind}s\``,
      )
}
