/** Finds the members of a reply that the contract does not know, and compares them with what the profile documents. */

import { pointerPattern } from '../foundation/pointers.ts'
import { misfit, unnamed } from '../foundation/schemas.ts'
import type { Beyond, Extension, ExtensionSeen, Holder, Trace } from '../model/index.ts'

/** A reply with more of them is described by its first ones. */
const MOST = 200

/** What kind of object it is, and the schema file that knows its members. */
export interface Known {
  readonly part: Holder
  readonly schema: string
}

/**
 * The members of one object that the contract does not know.
 * @param prefix put before every pointer
 */
export function beyond(
  value: unknown,
  { part, schema }: Known,
  extensions: readonly Extension[],
  prefix = '',
): readonly Beyond[] {
  return unnamed(schema, value, MOST).map(({ at, value: got }) => {
    const extension = extensions.find(
      (candidate) => (!candidate.in || candidate.in.includes(part)) && pointerPattern(candidate.at).test(at),
    )
    const why = extension && misfit(extension.is, got)
    return { at: prefix + at, in: part, got, documented: extension !== undefined, ...(why ? { misfit: why } : {}) }
  })
}

/** Those of all chunks of a stream: the first of each kind, and all that are not as documented. */
export function beyondChunks(
  chunks: readonly { readonly value: unknown; readonly schema: string }[],
  part: Holder,
  extensions: readonly Extension[],
): readonly Beyond[] {
  const kinds = new Set<string>()
  const members: Beyond[] = []
  for (const [i, { value, schema }] of chunks.entries()) {
    if (members.length >= MOST) break
    for (const member of beyond(value, { part, schema }, extensions, `/chunks/${i}`)) {
      const kind = generalPlace(member.at)
      if (kinds.has(kind) && member.misfit === undefined) continue
      kinds.add(kind)
      members.push(member)
    }
  }
  return members
}

/** The place without the indices, and without the chunk that it is in. */
export function generalPlace(at: string): string {
  return at.replace(/^\/chunks\/\d+/, '').replace(/\/\d+(?=\/|$)/g, '/*')
}

/** How many replies of a run had each member that the contract does not know, most of all first. */
export function extensionsSeen(traces: readonly Trace[]): readonly ExtensionSeen[] {
  const seen = new Map<string, ExtensionSeen>()
  for (const { beyond: members } of traces) {
    const kinds = new Map(members.map((member) => [`${member.in} ${member.at}`, member]))
    for (const [kind, member] of kinds) seen.set(kind, { ...member, replies: (seen.get(kind)?.replies ?? 0) + 1 })
  }
  return [...seen.values()].sort((a, b) => b.replies - a.replies)
}
