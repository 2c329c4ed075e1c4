import type { Command } from 'commander'
import { DEFAULT_PROFILE } from '../../session/settings.ts'
import { wholeNumber } from '../options.ts'
import { failOn, formatExamples, REPORTER, VERBOSE } from './_common.ts'

/** `proxy`. */
export function declareProxy(program: Command, done: (code: number) => void): void {
  program
    .command('proxy')
    .summary('judge real traffic between a client and a server')
    .description(
      'Forwards requests and responses between a client and a server unchanged, judges every exchange, and reports when it is stopped with Ctrl-C.',
    )
    .requiredOption('--target <url>', 'base URL of the server')
    .option('--port <n>', 'port to listen on; 0 chooses a free port', wholeNumber(0, 65_535), 8766)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--profile <name|file>',
      'dialect: what the server promises and which deviations are tolerated',
      DEFAULT_PROFILE,
    )
    .option('--insecure', 'accept any TLS certificate of the server')
    .option('--ca <file>', 'trust the certificate authorities in this PEM file')
    .option('--record <dir>', 'write every exchange to this folder, for replay')
    .option(...REPORTER)
    .addOption(failOn())
    .option(...VERBOSE)
    .addHelpText(
      'after',
      formatExamples(
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
