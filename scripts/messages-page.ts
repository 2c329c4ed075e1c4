/** docs/MESSAGES.md: every message that a table makes a rule say. `npm run docs` writes it, tests compare it. */
import type { Finding, Level } from '../src/model/index.ts'

export interface Shown {
  /** Id of the rule, or what the messages are about. */
  readonly id: string
  readonly level?: Level
  readonly says: string
  /** What is wrong → what is reported. */
  readonly rows: ReadonlyMap<string, readonly Finding[]>
}

const FENCE = '```'

export function messagesPage(shown: readonly Shown[]): string {
  const areas = [...new Set(shown.map(areaOf))]
  const sections = areas.map((area) => shown.filter((one) => areaOf(one) === area).flatMap(section))
  return [
    '# Messages',
    '',
    'What the suite reports, by rule: what is wrong in the reply, then each finding with its place and its message. The last part',
    'is about the outcomes of cases. `npm run docs` makes this page from the tables of the tests, which compare each row with it.',
    '',
    ...areas.map((area) => `- [${area}](#${area})`),
    ...areas.flatMap((area, i) => ['', `## ${area}`, ...(sections[i] ?? [])]),
    '',
  ].join('\n')
}

function areaOf({ id }: Shown): string {
  return id.split('/')[0] ?? ''
}

function section({ id, level, says, rows }: Shown): string[] {
  const lines = [...rows].flatMap(([title, findings]) => [title, ...findings.map((finding) => `  ${lineOf(finding)}`)])
  return ['', `### ${id}`, '', level ? `**${level}** · ${says}` : says, '', FENCE, ...lines, FENCE]
}

/** A finding as the page shows it, on one line. */
export function lineOf({ at, message }: Finding): string {
  // Controls, format characters, line separators and halves of surrogate pairs: what a page cannot show or hold.
  return `${at || '(top level)'}  ${message}`.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** What the page holds: rule → title of the row → its lines. */
export function readMessages(page: string): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  return new Map(page.split('\n### ').slice(1).map(readSection))
}

function readSection(text: string): [id: string, rows: ReadonlyMap<string, readonly string[]>] {
  const [id = '', ...lines] = text.split('\n')
  const rows = new Map<string, string[]>()
  let row: string[] = []
  for (const line of lines.slice(lines.indexOf(FENCE) + 1, lines.lastIndexOf(FENCE))) {
    if (line.startsWith('  ')) row.push(line.slice(2))
    else {
      row = []
      rows.set(line, row)
    }
  }
  return [id, rows]
}
