import { type Command, Option } from 'commander'
import { several, variable, whole } from '../options.ts'
import { example } from './_common.ts'

/** `serve`. */
export function declareServe(program: Command, done: (code: number) => void): void {
  program
    .command('serve')
    .summary('start the reference server')
    .description(
      'Starts the reference server: a conforming one with a scripted model, or one that is broken on purpose.',
    )
    .option('--port <n>', 'port; 0 takes a free one', whole(0, 65_535), 8765)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(new Option('--api-key-env <name>', 'ask for the key in this environment variable').argParser(variable))
    .option('--dialect <name>', 'speak as this documented server does')
    .option('--fault <id>', 'be broken in this way (repeatable)', several)
    .option('--variant <id>', 'use this freedom of the contract (repeatable)', several)
    .addOption(
      new Option('--model-quality <quality>', 'scripted does what it is asked, random speaks at random')
        .choices(['scripted', 'random'])
        .default('scripted'),
    )
    .option('--delay <ms>', 'wait before each piece of a reply', whole(0, 600_000), 0)
    .option('--list-faults', 'print the faults')
    .option('--list-variants', 'print the variants')
    .addHelpText(
      'after',
      example(
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
