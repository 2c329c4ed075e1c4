import type { Command } from 'commander'
import { CONFIG_FILE } from '../options.ts'
import { example } from './_common.ts'

/** `init`. */
export function declareInit(program: Command, done: (code: number) => void): void {
  program
    .command('init')
    .summary('write a configuration')
    .description('Writes chat-conformance.yaml, with comments: from flags, or from what you answer.')
    .option('--url <base-url>', 'the address before /chat/completions; without it you are asked')
    .option('--name <name>', 'what the target is called in reports')
    .option('--model <name>', 'model to ask for')
    .option('--key <variable>', 'environment variable that holds the key')
    .option('--profile <name|file>', 'dialect of the target')
    .option('--file <file>', 'where to write', CONFIG_FILE)
    .option('--force', 'write over a file that is there')
    .addHelpText(
      'after',
      example(
        'chat-conformance init',
        'chat-conformance init --url http://localhost:8000/v1 --profile vllm',
        'chat-conformance init --url https://api.example.com/v1 --name example --key EXAMPLE_KEY',
      ),
    )
    .action(async (flags) => {
      const { initCommand } = await import('../init.ts')
      done(await initCommand(flags))
    })
}
