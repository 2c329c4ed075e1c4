import type { Command } from 'commander'
import { CONFIG_FILE } from '../options.ts'
import { formatExamples } from './_common.ts'

/** `init`. */
export function declareInit(program: Command, done: (code: number) => void): void {
  program
    .command('init')
    .summary('write a configuration file')
    .description('Writes a commented configuration file, from the options or, at a terminal, from your answers.')
    .option('--url <base-url>', 'base URL: the address before /chat/completions; without it, init asks for everything')
    .option('--name <name>', 'name of the target in reports')
    .option('--model <name>', 'model to request')
    .option('--key <variable>', 'environment variable that contains the API key')
    .option('--profile <name|file>', 'dialect of the target (`list profiles`)')
    .option('--file <file>', 'file to write', CONFIG_FILE)
    .option('--force', 'overwrite an existing file')
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance init',
        'chat-conformance init --url http://localhost:8000/v1 --profile vllm',
        'chat-conformance init --url https://api.example.com/v1 --key EXAMPLE_KEY',
      ),
    )
    .action(async (flags) => {
      const { initCommand } = await import('../init.ts')
      done(await initCommand(flags))
    })
}
