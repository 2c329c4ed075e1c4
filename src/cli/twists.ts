/** Faults and variants as typed, checked before a server is started. */
import { didYouMean, UsageError } from '../usage-error.ts'

/**
 * Makes sure that the ids are known.
 * @throws UsageError naming the nearest ones
 */
export async function checkTwists(faults: readonly string[], variants: readonly string[]): Promise<void> {
  const { listFaults, listVariants } = await import('../../server/index.ts')
  checkKnown(
    'fault',
    faults,
    (await listFaults()).map(({ id }) => id),
  )
  checkKnown(
    'variant',
    variants,
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
