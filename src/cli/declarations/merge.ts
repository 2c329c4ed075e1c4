import type { Command } from 'commander'
import { addReportOptions, formatExamples } from './_common.ts'

/** `merge`. */
export function declareMerge(program: Command, done: (code: number) => void): void {
  addReportOptions(
    program
      .command('merge')
      .summary('merge the reports of shards')
      .description('Merges the JSON reports of all shards of a run (run --shard i/n) into one report.')
      .argument('<reports...>', 'files written by --reporter json=FILE, one per shard')
      .option('--profile <name|file>', 'profile of the run; needed only if it was a file'),
  )
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance merge shard-*.json',
        'chat-conformance merge shard-*.json',
        ' --reporter json=report.json --reporter html=report.html',
        'chat-conformance merge shard-*.json --baseline known.yaml',
      ),
    )
    .action(async (files: string[], flags) => {
      const { mergeCommand } = await import('../merge.ts')
      done(await mergeCommand(files, flags))
    })
}
