import type { Command } from 'commander'
import { collect } from '../options.ts'
import { formatExamples, formatExitCodes } from './_common.ts'

/** `diff`. */
export function declareDiff(program: Command, done: (code: number) => void): void {
  program
    .command('diff')
    .summary('show what changed between two reports')
    .description('Shows which rules newly fail, which rules are fixed, and which cases were added or removed.')
    .argument('<before>', 'the older JSON report, written by --reporter json=FILE')
    .argument('<after>', 'the newer JSON report')
    .option(
      '--reporter <name[=file]>',
      'write the changes: console, markdown or json; without a file they go to standard output, in place of console (repeatable)',
      collect,
    )
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance diff v1.json v2.json',
        'chat-conformance diff v1.json v2.json --reporter markdown=changes.md',
      ),
    )
    .addHelpText(
      'after',
      formatExitCodes({
        0: 'no rule newly fails',
        1: 'a rule fails that passed before',
        2: 'the command line or a file is wrong',
      }),
    )
    .action(async (before: string, after: string, flags) => {
      const { diffCommand } = await import('../diff.ts')
      done(await diffCommand(before, after, flags))
    })
}
