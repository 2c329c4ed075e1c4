/** JSON to read, with findings at their nodes. */

import { useMemo, useState } from 'preact/hooks'
import { printable } from '../text/printable.ts'
import { jsonLines, type Line, nearest, type Token } from './json-lines.ts'
import { Marks, toneOfAll, useWanted } from './mark.tsx'
import { Long } from './parts.tsx'
import { type Placed, pointerOf } from './place.ts'

interface JsonProps {
  /** Valid JSON, as it was sent. */
  readonly text: string
  readonly label: string
  /** The same parsed; needed where there are marks. */
  readonly json?: unknown
  readonly placed?: readonly Placed[]
}

/** Lines that are shown before someone asks for the rest. */
const MOST_LINES = 250
const NONE: readonly Placed[] = []

export function Json({ text, label, json, placed = NONE }: JsonProps) {
  const [all, setAll] = useState(false)
  const { lines, there, missing } = useMemo(() => lay(text, json, placed), [text, json, placed])
  const wanted = useWanted(placed)
  const isMarked = ({ at, ends }: Line): boolean => (ends ? missing.has(at) : there.has(at))
  const last = lines.findLastIndex(isMarked)
  const most = all || wanted ? lines.length : Math.min(lines.length, Math.max(MOST_LINES, last < 2000 ? last + 3 : 0))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div class="json" role="group" aria-label={label}>
      {lines.slice(0, most).map((line, i) => (
        <LineOf key={i} line={line} here={there.get(line.at)} missing={missing.get(line.at)} />
      ))}
      {most < lines.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {(lines.length - most).toLocaleString('en')} more lines
        </button>
      )}
    </div>
  )
}

interface Missing {
  readonly step: string
  readonly placed: readonly Placed[]
}

interface LineProps {
  readonly line: Line
  readonly here: readonly Placed[] | undefined
  readonly missing: readonly Missing[] | undefined
}

/** A line with what is found at its node; what is missing in an object comes before the line that ends it. */
function LineOf({ line, here, missing = [] }: LineProps) {
  const { depth, tokens, ends, at } = line
  const isHolder = !ends && /^[[{]$/.test(tokens.at(-1)?.text ?? '')
  const gone = isHolder ? [] : missing
  const marks = ends ? undefined : here
  const text = <Row depth={depth} tokens={tokens} tone={marks && toneOfAll(marks)} at={at} />
  const after = marks && (
    <Indented depth={depth}>
      <Marks placed={marks} />
    </Indented>
  )
  const ghosts = gone.map(({ step, placed }) => (
    <Indented key={step} depth={depth + 1}>
      <div class="gone">
        <span class={`missing ${toneOfAll(placed)}`}>{printable(step)}</span>
        <Marks placed={placed} />
      </div>
    </Indented>
  ))
  return ends ? (
    <>
      {ghosts}
      {text}
    </>
  ) : (
    <>
      {text}
      {after}
      {ghosts}
    </>
  )
}

function Indented({ depth, children }: { readonly depth: number; readonly children: preact.ComponentChildren }) {
  return <div style={{ '--depth': depth }}>{children}</div>
}

interface RowProps {
  readonly depth: number
  readonly tokens: readonly Token[]
  readonly tone: string | undefined
  readonly at: string
}

function Row({ depth, tokens, tone, at }: RowProps) {
  return (
    <div
      class={tone ? `line marked ${tone}` : 'line'}
      style={{ '--depth': depth }}
      {...(tone ? { 'data-at': at } : {})}
    >
      {tokens.map(({ text, is }, i) => (
        <span key={i} class={`json-${is}`}>
          <Long text={printable(text)} most={600} />
        </span>
      ))}
    </div>
  )
}

interface Laid {
  readonly lines: readonly Line[]
  /** By pointer: what is found at nodes that are there. */
  readonly there: ReadonlyMap<string, readonly Placed[]>
  /** By the pointer of the holder: what should be in it, or was looked for. */
  readonly missing: ReadonlyMap<string, readonly Missing[]>
}

function lay(text: string, json: unknown, placed: readonly Placed[]): Laid {
  const there = new Map<string, Placed[]>()
  const missing = new Map<string, Map<string, Placed[]>>()
  for (const one of placed) {
    const path = 'path' in one.spot ? one.spot.path : []
    const found = nearest(path, json)
    const at = pointerOf(found)
    if (found.length === path.length) put(there, at, one)
    else {
      const own = missing.get(at) ?? new Map<string, Placed[]>()
      missing.set(at, own)
      put(own, path.slice(found.length).join(' › '), one)
    }
  }
  const ghosts = [...missing].map(
    ([at, own]) => [at, [...own].map(([step, those]) => ({ step, placed: those }))] as const,
  )
  // A holder of something missing is opened too.
  const marked = [...there.keys(), ...[...missing.keys()].map((at) => `${at}/`)]
  return { lines: jsonLines(text, marked), there, missing: new Map(ghosts) }
}

function put(map: Map<string, Placed[]>, key: string, one: Placed): void {
  const own = map.get(key)
  if (own) own.push(one)
  else map.set(key, [one])
}
