/** Small parts that everything is made of. */

import { type ComponentChildren, Fragment } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Level, Outcome } from '../src/model/index.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'

/** An outcome: its sign, its word and its colour. */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span class={`outcome is-${outcome}`}>
      <span class="sign" aria-hidden="true">
        {SIGN[outcome]}
      </span>{' '}
      {outcome}
    </span>
  )
}

export function LevelMark({ level, quiet }: { readonly level: Level; readonly quiet?: boolean }) {
  return <span class={`level is-${quiet ? 'quiet' : level.toLowerCase()}`}>{level}</span>
}

/** A name from a report within a sentence. */
export function Name({ children }: { readonly children: string }) {
  return <code>{printable(children)}</code>
}

/** A name that is broken into lines only after its separators. */
export function Id({ children }: { readonly children: string }) {
  return (
    <>
      {printable(children)
        .split(/(?<=[/_.:-])(?=[^/_.:-])/)
        .map((part, i) => (
          <Fragment key={i}>
            {i > 0 && <wbr />}
            {part}
          </Fragment>
        ))}
    </>
  )
}

/** A text as it is. It may scroll, and so has to be reached by keyboard. */
export function Pre({ children }: { readonly children: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
  return <pre tabIndex={0}>{children}</pre>
}

/** A table that scrolls by itself where it is too wide. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}

interface NoteProps {
  readonly tone: string
  readonly title: string
  readonly children: ComponentChildren
}

/** A note that is easy to notice. */
export function Note({ tone, title, children }: NoteProps) {
  return (
    <aside class={`notice is-${tone}`} aria-label={title}>
      <strong>{title}</strong>
      <div>{children}</div>
    </aside>
  )
}

interface FoldProps {
  readonly label: ComponentChildren
  readonly children: () => ComponentChildren
  readonly open?: boolean
  readonly class?: string
  readonly id?: string
}

/** Something that is made once it is opened. */
export function Fold({ label, children, open = false, class: name, id }: FoldProps) {
  const [wasOpen, setOpen] = useState(open)
  const [before, setBefore] = useState(open)
  // Opened from outside, for what lies in it is looked for.
  if (open !== before) {
    setBefore(open)
    if (open) setOpen(true)
  }
  return (
    <details
      id={id}
      class={name ? `fold ${name}` : 'fold'}
      open={wasOpen}
      onToggle={(event) => {
        if (event.target === event.currentTarget) setOpen(event.currentTarget.open)
      }}
    >
      <summary>{label}</summary>
      {wasOpen && <div class="fold-body">{children()}</div>}
    </details>
  )
}

/** A button that copies a text and says so. */
export function Copy({ text, label }: { readonly text: () => string; readonly label: string }) {
  const [said, setSaid] = useState('')
  const timer = useRef(0)
  const copy = async (): Promise<void> => {
    setSaid((await copied(text())) ? 'copied' : 'the browser does not allow it')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setSaid(''), 2000)
  }
  return (
    <span class="copy">
      <button type="button" onClick={copy}>
        {label}
      </button>
      <span role="status">{said}</span>
    </span>
  )
}

/** Where there is no clipboard for pages from files, the old way may work. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

/** A text to be copied, as it is, with its button. */
export function CopyBlock({ text, label, shown = text }: { text: string; label: string; shown?: string }) {
  return (
    <div class="copy-block">
      <Pre>{shown}</Pre>
      <Copy text={() => text} label={label} />
    </div>
  )
}

/** Most characters of a text that are shown before someone asks for the rest. */
const BRIEF = 1200

/** A text with a button for the rest of it, if it is long. */
export function Long({ text, most = BRIEF }: { readonly text: string; readonly most?: number }) {
  const [all, setAll] = useState(false)
  if (all || text.length <= most * 1.2) return <>{text}</>
  return (
    <>
      {text.slice(0, most)}…{' '}
      <button type="button" class="more" onClick={() => setAll(true)}>
        all {text.length.toLocaleString('en')} characters
      </button>
    </>
  )
}
