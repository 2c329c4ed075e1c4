import type { Command } from 'commander'
import { example, tellsRun } from './_common.ts'

/** `merge`. */
export function declareMerge(program: Command, done: (code: number) => void): void {
  tellsRun(
    program
      .command('merge')
      .summary('put the reports of shards together')
      .description('Makes one report of the JSON reports of all shards of a run (run --shard i/n).')
      .argument('<reports...>', 'the JSON reports, one of each shard')
      .option('--profile <name|file>', 'the profile of the run, if it was a file'),
  )
    .addHelpText(
      'after',
      example(
        'chat-conformance merge shard-*.json',
        'chat-conformance merge shard-*.json --reporter json=report.json --reporter html=report.html',
        'chat-conformance merge shard-*.json --baseline known.yaml',
      ),
    )
    .action(async (files: string[], flags) => {
      const { mergeCommand } = await import('../merge.ts')
      done(await mergeCommand(files, flags))
    })
}
