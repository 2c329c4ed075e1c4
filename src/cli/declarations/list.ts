import type { Command } from 'commander'
import { several } from '../options.ts'
import { example } from './_common.ts'

/** `list`. */
export function declareList(program: Command, done: (code: number) => void): void {
  const kinds = ['cases', 'rules', 'profiles', 'suites', 'dialects', 'faults', 'variants', 'reporters']
  program
    .command('list')
    .summary('show cases, rules, profiles …')
    .description(`Shows what there is: ${kinds.join(', ')}.`)
    .argument('<what>', kinds.join(', '))
    .argument('[patterns...]', 'only these; * and ** match')
    .option('--suites <dir>', 'add the suites of a folder (repeatable)', several)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      example(
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
