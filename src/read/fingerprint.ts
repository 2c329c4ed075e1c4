/** Recognises a dialect by what only it does: compares the signs of the profiles with some replies of a run. */
import { endpointNamed } from '../ask/apis.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { misfit } from '../foundation/schemas.ts'
import type { Api, Holder, Observation, Profile, Sign, Suggestion } from '../model/index.ts'

/** An object that the target sent, and the headers that came with it. Of a stream it is the list of the chunks. */
export interface Specimen {
  readonly part: Holder
  readonly value: unknown
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** So many chunks of a stream show all that there is to see. */
const MOST_CHUNKS = 50
/** So many objects of each part are looked at. */
const MOST_OF_A_PART = 20
/** So much of what could be seen of a dialect has to have been seen. */
const ENOUGH = 0.6

/** What a reply shows of the dialect; undefined if that is nothing. */
export function specimenOf(seen: Observation, api: Api): Specimen | undefined {
  const { headers } = seen.exchange
  const endpoint = endpointNamed(api, seen.endpoint)
  switch (seen.kind) {
    case 'json':
      return endpoint?.json && { part: endpoint.json.as, value: seen.result, headers }
    case 'stream': {
      const chunks = seen.chunks.map(({ data }) => data)
      // The end of a stream shows as much as its beginning.
      const some = chunks.length > MOST_CHUNKS ? [...chunks.slice(0, MOST_CHUNKS / 2), ...chunks.slice(-5)] : chunks
      return endpoint?.events && { part: endpoint.events.as, value: some, headers }
    }
    case 'error':
      return { part: 'error', value: seen.body, headers }
    case 'unreadable':
      return undefined
  }
}

/** A specimen with the place of its case in the plan. */
export interface Placed {
  readonly place: number
  readonly specimen: Specimen
}

/** Keeps the specimen, and of those of its part the first ones by their place: which case ended first is chance. */
export function collect(collection: Placed[], specimen: Specimen | undefined, place: number): void {
  if (!specimen) return
  collection.push({ place, specimen })
  const alike = collection.filter((placed) => placed.specimen.part === specimen.part)
  if (alike.length <= MOST_OF_A_PART) return
  const last = Math.max(...alike.map((placed) => placed.place))
  collection.splice(collection.lastIndexOf(alike.findLast((placed) => placed.place === last) as Placed), 1)
}

/** The profile whose signs were seen; undefined where none fits, or none fits best. */
export function suggest(profiles: readonly Profile[], specimens: readonly Specimen[]): Suggestion | undefined {
  const fits = profiles.flatMap((profile) => {
    const visible = profile.signs.filter(({ on }) => specimens.some(({ part }) => part === on))
    const evidence = visible.filter((sign) => specimens.some((specimen) => shows(specimen, sign)))
    const share = evidence.length / visible.length
    return evidence.length && share >= ENOUGH ? [{ profile, evidence, share }] : []
  })
  fits.sort((a, b) => b.evidence.length - a.evidence.length || b.share - a.share)
  const [best, next] = fits
  if (!best || (next && next.evidence.length === best.evidence.length && next.share === best.share)) return undefined
  return {
    profile: best.profile.name,
    title: best.profile.title,
    evidence: best.evidence.map(({ says }) => says),
  }
}

function shows({ part, value, headers }: Specimen, { on, at, header, is }: Sign): boolean {
  if (part !== on) return false
  const values =
    header === undefined
      ? (lookUp(at ?? '$', value) ?? []).map((node) => node.value)
      : headers.filter(([name]) => name === header).map(([, text]) => text)
  return values.some((candidate) => misfit(is, candidate) === undefined)
}
