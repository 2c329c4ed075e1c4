/** What of a comparison is shown. It is the fragment of the page's address, so that a link says it. */
import { plain } from './filter.ts'

export const TABLES = ['defects', 'capabilities', 'rules', 'cases', 'parameters'] as const
export type Table = (typeof TABLES)[number]

export interface View {
  /** Words that a row has to say. */
  readonly text?: string
  /** Tables that show only the rows in which targets differ. */
  readonly differing: readonly Table[]
  readonly sorted: Readonly<Partial<Record<Table, Sort>>>
  /** The evidence that is open. */
  readonly open?: Opened
}

/** By the name of the rows, by how many targets fail, or by what a target has. */
export interface Sort {
  readonly by: 'name' | 'failing' | { readonly target: string }
  /** Against what is usual: names from A to Z, what fails first. */
  readonly reversed: boolean
}

/** What evidence can be about. */
export const KINDS = ['case', 'rule', 'defect', 'capability', 'parameter'] as const

/** A row, with the target that is looked at. */
export interface Opened {
  readonly kind: (typeof KINDS)[number]
  readonly name: string
  readonly target: string
}

/** Hundreds of cases are alike everywhere; capabilities are few. */
const DIFFERING_AT_FIRST: readonly Table[] = ['cases']

export function viewOf(fragment: string): View {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const text = said.get('text')
  const open = openOf(said)
  return {
    ...(text ? { text } : {}),
    differing: TABLES.filter((table) => {
      const rows = said.get(table)
      return rows === 'differing' || (rows !== 'all' && DIFFERING_AT_FIRST.includes(table))
    }),
    sorted: Object.fromEntries(
      TABLES.flatMap((table) => {
        const by = said.get(`${table}-by`)
        return by ? [[table, sortOf(by)] as const] : []
      }),
    ),
    ...(open ? { open } : {}),
  }
}

function openOf(said: URLSearchParams): Opened | undefined {
  const target = said.get('target')
  for (const kind of KINDS) {
    const name = said.get(kind)
    if (name && target) return { kind, name, target }
  }
  return undefined
}

function sortOf(text: string): Sort {
  const by = text.replace(/^-/, '')
  const reversed = by !== text
  if (by === 'name' || by === 'failing') return { by, reversed }
  return { by: { target: by.replace(/^target:/, '') }, reversed }
}

export function fragmentOfView({ text, differing, sorted, open }: View): string {
  const parts = [
    ...(text ? [`text=${plain(text)}`] : []),
    ...TABLES.flatMap((table) => {
      const isDiffering = differing.includes(table)
      if (isDiffering === DIFFERING_AT_FIRST.includes(table)) return []
      return [`${table}=${isDiffering ? 'differing' : 'all'}`]
    }),
    ...TABLES.flatMap((table) => {
      const sort = sorted[table]
      if (!sort) return []
      const by = typeof sort.by === 'string' ? sort.by : `target:${plain(sort.by.target)}`
      return [`${table}-by=${sort.reversed ? '-' : ''}${by}`]
    }),
    ...(open ? [`${open.kind}=${plain(open.name)}`, `target=${plain(open.target)}`] : []),
  ]
  return `#${parts.join('&')}`
}

/** The view with another order of a table: pressed again it is reversed, and a third time it is as it was. */
export function sortedBy(view: View, table: Table, by: Sort['by']): View {
  const { [table]: before, ...others } = view.sorted
  const isSame = before !== undefined && keyOf(before.by) === keyOf(by)
  if (isSame && before.reversed) return { ...view, sorted: others }
  return { ...view, sorted: { ...others, [table]: { by, reversed: isSame } } }
}

export function keyOf(by: Sort['by']): string {
  return typeof by === 'string' ? by : `target:${by.target}`
}
