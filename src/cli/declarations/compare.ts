import type { Command } from 'commander'
import { collect } from '../options.ts'
import { formatExamples } from './_common.ts'

/** `compare`. */
export function declareCompare(program: Command, done: (code: number) => void): void {
  program
    .command('compare')
    .summary('compare the reports of several targets')
    .description(
      'Compares JSON reports of several targets: capabilities, rules, request parameters, cases and timings.',
    )
    .argument('<reports...>', 'two or more files written by --reporter json=FILE, one per target')
    .option(
      '--reporter <name[=file]>',
      'write the comparison: console, markdown, html, json or csv; without a file it goes to standard output, in place of console (repeatable)',
      collect,
    )
    .option('--allow-different', 'compare reports of different suites by the cases that they share')
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance compare vllm.json ollama.json',
        'chat-conformance compare reports/*.json',
        ' --reporter html=comparison.html --reporter csv=comparison.csv',
        'chat-conformance compare a.json b.json --allow-different --reporter markdown',
      ),
    )
    .action(async (files: string[], flags) => {
      const { compareCommand } = await import('../compare.ts')
      done(await compareCommand(files, flags))
    })
}
