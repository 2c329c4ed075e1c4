import type { Command } from 'commander'
import { collect } from '../options.ts'
import { addReportOptions, formatExamples } from './_common.ts'

/** `replay`. */
export function declareReplay(program: Command, done: (code: number) => void): void {
  addReportOptions(
    program
      .command('replay')
      .summary('judge a recording again, without network')
      .description('Judges the exchanges of a recording again, without any network.')
      .argument('<dir>', 'folder written by run --record or proxy --record')
      .option('--profile <name|file>', 'judge by this profile (default: that of the recording)')
      .option('--suites <dir>', 'also read the suites in this folder (repeatable)', collect)
      .option('--case <pattern>', 'judge only these cases (repeatable)', collect)
      .option('--rule <pattern>', 'evaluate only these rules (repeatable; default: those of the recording)', collect),
  )
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance replay recordings/monday',
        'chat-conformance replay recordings/monday --profile openai',
        "chat-conformance replay recordings/monday --case 'streaming/**' --verbose",
        'chat-conformance replay recordings/monday --reporter json=report.json',
      ),
    )
    .action(async (folder: string, flags) => {
      const { replayCommand } = await import('../replay.ts')
      done(await replayCommand(folder, flags))
    })
}
