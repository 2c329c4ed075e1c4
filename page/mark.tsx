/** Findings next to the place that they are about. */

import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Level } from '../src/model/index.ts'
import { printable } from '../text/printable.ts'
import { formatValue } from '../text/value.ts'
import { LevelMark, Long } from './parts.tsx'
import type { Placed } from './place.ts'
import { readable } from './text.ts'

export interface Looking {
  /** Id of the element of the case. */
  readonly at: string
  /** Number of the finding that is looked for. */
  readonly for?: number
}

/** Which case this is, and which of its findings someone wants to see. */
export const LookingAt = createContext<Looking>({ at: '' })

/** Id of the element that marks a finding. */
export function markId(at: string, number: number): string {
  return `${at}-finding-${number}`
}

/** Whether one of them is looked for: what holds it has to open. */
export function useWanted(placed: readonly Placed[]): boolean {
  const { for: wanted } = useContext(LookingAt)
  return placed.some(({ number }) => number === wanted)
}

export function Marks({ placed, where }: { readonly placed: readonly Placed[]; readonly where?: boolean }) {
  return (
    <>
      {placed.map((one) => (
        <Mark key={one.number} placed={one} where={where ?? false} />
      ))}
    </>
  )
}

/** @param where also say the pointer, where the mark is not next to what it points to */
function Mark({ placed: { finding, number }, where }: { readonly placed: Placed; readonly where: boolean }) {
  const { at } = useContext(LookingAt)
  const { rule, level, message, got } = finding
  const quiet = isQuiet(finding)
  return (
    <div class={`mark ${toneOf(finding)}`} id={markId(at, number)} tabIndex={-1}>
      <LevelMark level={level} quiet={quiet} /> {where && <code>{printable(finding.at)} </code>}
      <span class="message">
        <Long text={readable(message)} most={400} />
      </span>
      {where && got !== undefined && (
        <span>
          {' '}
          got <code>{formatValue(got, 200)}</code>
        </span>
      )}{' '}
      <code class="dim">{printable(rule)}</code>
      <Excuse finding={finding} />
    </div>
  )
}

/** Why a finding does not count. */
export function Excuse({ finding: { tolerated, known } }: Pick<Placed, 'finding'>) {
  return (
    <>
      {tolerated !== undefined && <div class="excuse">tolerated by the profile: {readable(tolerated)}</div>}
      {known !== undefined && <div class="excuse">known by the baseline: {readable(known)}</div>}
    </>
  )
}

type Weighed = { readonly level: Level; readonly tolerated?: string; readonly known?: string }

/** Whether a finding counts for nothing. */
export function isQuiet({ level, tolerated, known }: Weighed): boolean {
  return level === 'MAY' || tolerated !== undefined || known !== undefined
}

/** What has to be fixed first is first. */
export function byLevel(a: Weighed, b: Weighed): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)
}

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY']

/** The class for the colour of a finding. */
export function toneOf(finding: Weighed): string {
  return isQuiet(finding) ? 'is-quiet' : `is-${finding.level.toLowerCase()}`
}

/** The class for the colour of the weightiest of them. */
export function toneOfAll(placed: readonly Placed[]): string {
  const tones = placed.map(({ finding }) => toneOf(finding))
  return ['is-must', 'is-should'].find((tone) => tones.includes(tone)) ?? 'is-quiet'
}
