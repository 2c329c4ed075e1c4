/** docs/RULES.md, made from the rules themselves. `npm run docs` writes it, a test compares. */
import type { Rule } from '../src/model/index.ts'

export interface Proved {
  readonly id: string
  readonly breaks: string
}

/** @param faults the faults of the reference server, to say how each rule is proved */
export function rulesPage(rules: ReadonlyMap<string, Rule>, faults: readonly Proved[]): string {
  const areas = [...new Set([...rules.keys()].map((id) => id.split('/')[0] ?? ''))]
  const count = (level: Rule['level']): number => [...rules.values()].filter((rule) => rule.level === level).length
  return [
    '# Rules',
    '',
    `${rules.size} rules: ${count('MUST')} MUST, ${count('SHOULD')} SHOULD, ${count('MAY')} MAY. This page is made from the rules by \`npm run docs\`.`,
    '',
    'MUST: the published contract or an SSE, HTTP or JSON standard says so. SHOULD: the reference behaves so, or a client needs it.',
    'MAY: told with `--verbose`, never counted.',
    '',
    ...areas.map((area) => `- [${area}](#${area})`),
    ...areas.flatMap((area) => ['', `## ${area}`, ...ofArea(area, rules, faults)]),
    '',
  ].join('\n')
}

function ofArea(area: string, rules: ReadonlyMap<string, Rule>, faults: readonly Proved[]): string[] {
  return [...rules].filter(([id]) => id.startsWith(`${area}/`)).flatMap(([id, rule]) => section(id, rule, faults))
}

function section(id: string, rule: Rule, faults: readonly Proved[]): string[] {
  const proofs = faults.filter(({ breaks }) => breaks === id).map((fault) => `\`${fault.id}\``)
  return [
    '',
    `### ${id}`,
    '',
    `**${rule.level}** · ${rule.says}`,
    '',
    `- Source (${rule.basis}): ${rule.source}`,
    `- Why it matters: ${rule.why}`,
    `- How to mend it: ${rule.mend}`,
    ...(rule.check ? [] : ['- Decided by the cases that name it.']),
    ...(proofs.length ? [`- Proved by the faults ${proofs.join(', ')}`] : []),
    ...(rule.seen?.length ? [`- Seen in the wild: ${rule.seen.map((url) => `<${url}>`).join(', ')}`] : []),
    '',
    'Wrong:',
    '',
    ...fenced(rule.wrong),
    '',
    'Right:',
    '',
    ...fenced(rule.right),
  ]
}

function fenced(text: string): string[] {
  return ['```', ...text.split('\n'), '```']
}
