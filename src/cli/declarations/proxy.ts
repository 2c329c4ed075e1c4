import type { Command } from 'commander'
import { DEFAULT_PROFILE, whole } from '../options.ts'
import { example, failOn, REPORTER, VERBOSE } from './_common.ts'

/** `proxy`. */
export function declareProxy(program: Command, done: (code: number) => void): void {
  program
    .command('proxy')
    .summary('judge real traffic as it passes')
    .description(
      'Stands between a client and its server, passes everything on unchanged, judges every exchange and reports at the end.',
    )
    .requiredOption('--target <url>', 'the base URL of the server')
    .option('--port <n>', 'port to listen on; 0 takes a free one', whole(0, 65_535), 8766)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--profile <name|file>', 'what the target promises and what is tolerated', DEFAULT_PROFILE)
    .option('--insecure', 'accept any TLS certificate of the target')
    .option('--ca <file>', 'trust the certificate authorities in this PEM file')
    .option('--record <dir>', 'keep every exchange in this folder, for replay')
    .option(...REPORTER)
    .addOption(failOn())
    .option(...VERBOSE)
    .addHelpText(
      'after',
      example(
        'chat-conformance proxy --target http://localhost:8000/v1',
        'chat-conformance proxy --target https://api.example.com/v1 --port 9000',
        'chat-conformance proxy --target http://localhost:8000/v1 --record traffic',
        'chat-conformance proxy --target http://localhost:8000/v1 --profile openai',
      ),
    )
    .action(async (flags) => {
      const { proxyCommand } = await import('../proxy.ts')
      done(await proxyCommand(flags))
    })
}
