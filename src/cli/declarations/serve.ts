import { type Command, Option } from 'commander'
import { collect, variableName, wholeNumber } from '../options.ts'
import { formatExamples, thinkOption } from './_common.ts'

/** `serve`. */
export function declareServe(program: Command, done: (code: number) => void): void {
  program
    .command('serve')
    .summary('start the reference server')
    .description(
      'Starts the reference server, which conforms and has a scripted model. It can also be made to break rules, or to behave like another server.',
    )
    .option('--port <n>', 'port to listen on; 0 chooses a free port', wholeNumber(0, 65_535), 8765)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--api-key-env <name>', 'require the API key in this environment variable').argParser(variableName),
    )
    .option('--dialect <name>', 'behave like this documented server')
    .option('--fault <id>', 'break a rule in this way (repeatable)', collect)
    .option('--variant <id>', 'use this legal variation (repeatable)', collect)
    .addOption(
      new Option(
        '--model-quality <quality>',
        'how the model behaves: scripted follows instructions, random answers with random words, lucky picks one of a few short answers, wavering follows most instructions',
      )
        .choices(['scripted', 'random', 'lucky', 'wavering'])
        .default('scripted'),
    )
    .addOption(thinkOption('make the model think, with its reasoning in this field'))
    .option('--delay <ms>', 'milliseconds to wait before each piece of a response', wholeNumber(0, 600_000), 0)
    .option('--list-faults', 'list the faults and exit')
    .option('--list-variants', 'list the variants and exit')
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance serve',
        'chat-conformance serve --port 0 --fault done-missing',
        'chat-conformance serve --dialect lightllm',
        'chat-conformance serve --list-faults',
      ),
    )
    .action(async (flags) => {
      const { serveCommand } = await import('../serve.ts')
      done(await serveCommand(flags))
    })
}
