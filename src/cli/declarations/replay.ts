import type { Command } from 'commander'
import { several } from '../options.ts'
import { example, tellsRun } from './_common.ts'

/** `replay`. */
export function declareReplay(program: Command, done: (code: number) => void): void {
  tellsRun(
    program
      .command('replay')
      .summary('judge a recording again')
      .description('Judges the exchanges of a recording again, without any network.')
      .argument('<dir>', 'the folder that run --record or proxy --record wrote')
      .option('--profile <name|file>', 'judge under this profile (default: the one of the recording)')
      .option('--suites <dir>', 'add the suites of a folder (repeatable)', several)
      .option('--case <pattern>', 'judge only these cases (repeatable)', several)
      .option('--rule <pattern>', 'ask only these rules (repeatable; default: those of the recording)', several),
  )
    .addHelpText(
      'after',
      example(
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
