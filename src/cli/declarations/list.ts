import type { Command } from 'commander'
import { collect } from '../options.ts'
import { formatExamples } from './_common.ts'

/** `list`. */
export function declareList(program: Command, done: (code: number) => void): void {
  const kinds = ['cases', 'rules', 'profiles', 'suites', 'dialects', 'faults', 'variants', 'reporters']
  program
    .command('list')
    .summary('list cases, rules, profiles …')
    .description('Lists what exists, as a table or as JSON.')
    .argument('<what>', `one of ${kinds.join(', ')}`)
    .argument('[patterns...]', 'list only ids that match; * and ** are wildcards')
    .option('--suites <dir>', 'also read the suites in this folder (repeatable)', collect)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance list rules',
        "chat-conformance list cases 'streaming/**'",
        'chat-conformance list faults --json',
      ),
    )
    .action(async (what: string, patterns: string[], flags) => {
      const { listCommand } = await import('../list.ts')
      done(await listCommand(what, patterns, flags))
    })
}
