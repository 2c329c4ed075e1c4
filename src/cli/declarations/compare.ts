import type { Command } from 'commander'
import { several } from '../options.ts'
import { example } from './_common.ts'

/** `compare`. */
export function declareCompare(program: Command, done: (code: number) => void): void {
  program
    .command('compare')
    .summary('put the reports of several targets beside one another')
    .description('Compares JSON reports: capabilities, rules, request parameters, cases and timings of each target.')
    .argument('<reports...>', 'the files that --reporter json=FILE wrote, one for each target')
    .option(
      '--reporter <name[=file]>',
      'console, markdown, html, json or csv; to a file, or to standard output in place of console (repeatable)',
      several,
    )
    .option('--allow-different', 'compare what is the same in reports of different suites')
    .addHelpText(
      'after',
      example(
        'chat-conformance compare vllm.json ollama.json',
        'chat-conformance compare reports/*.json --reporter html=comparison.html --reporter csv=comparison.csv',
        'chat-conformance compare before.json after.json --allow-different --reporter markdown',
      ),
    )
    .action(async (files: string[], flags) => {
      const { compareCommand } = await import('../compare.ts')
      done(await compareCommand(files, flags))
    })
}
