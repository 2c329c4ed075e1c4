import type { Command } from 'commander'
import { several } from '../options.ts'
import { example } from './_common.ts'

/** `diff`. */
export function declareDiff(program: Command, done: (code: number) => void): void {
  program
    .command('diff')
    .summary('tell what changed from one report to the next')
    .description('Tells which rules fail that held before, which hold again, and which cases came and went.')
    .argument('<before>', 'the older JSON report')
    .argument('<after>', 'the newer one')
    .option(
      '--reporter <name[=file]>',
      'console, markdown or json; to a file, or to standard output in place of console (repeatable)',
      several,
    )
    .addHelpText(
      'after',
      example(
        'chat-conformance diff v1.json v2.json',
        'chat-conformance diff v1.json v2.json --reporter markdown=changes.md',
      ),
    )
    .addHelpText('after', DIFF_EXIT_CODES)
    .action(async (before: string, after: string, flags) => {
      const { diffCommand } = await import('../diff.ts')
      done(await diffCommand(before, after, flags))
    })
}

const DIFF_EXIT_CODES = `
Exit codes:
  0  nothing fails that held before
  1  something does
  2  a mistake in the command line or in a file
`
