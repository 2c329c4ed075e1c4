import { type Command, Option } from 'commander'
import { collect, seconds, shardFrom, variableName, wholeNumber } from '../options.ts'
import {
  BASELINE,
  formatExamples,
  maxInconclusive,
  REPORTER,
  thinkOption,
  UPDATE_BASELINE,
  VERBOSE,
} from './_common.ts'

/** `run`. */
export function declareRun(program: Command, done: (code: number) => void): void {
  program
    .command('run')
    .summary('test a target')
    .description('Sends test cases to a target and judges every response.')
    .argument(
      '[base-url]',
      'the address before /chat/completions (default: the targets in chat-conformance.yaml, else OPENAI_BASE_URL)',
    )
    .optionsGroup('Target:')
    .option('--model <name>', 'model to request (default: OPENAI_MODEL, else the first one that /models lists)')
    .addOption(
      new Option(
        '--api-key-env <name>',
        'environment variable that contains the API key (default: OPENAI_API_KEY)',
      ).argParser(variableName),
    )
    .option(
      '--profile <name|file>',
      'dialect: what the target promises and which deviations are tolerated (default: compatible; a matching profile is suggested)',
    )
    .option(
      '--header <header>',
      "'Name: value' to send with every request; $NAME inserts an environment variable (repeatable)",
      collect,
    )
    .option('--insecure', 'accept any TLS certificate')
    .option('--ca <file>', 'trust the certificate authorities in this PEM file')
    .option(
      '--config <file>',
      'file with targets and settings (default: chat-conformance.yaml in this folder, if it exists)',
    )
    .option('--target <name>', 'test only this target of the configuration (repeatable)', collect)
    .optionsGroup('Cases:')
    .option('--suites <dir>', 'also read the suites in this folder (repeatable)', collect)
    .option('--suite <pattern>', 'run only these suites; * and ** are wildcards (repeatable)', collect)
    .option('--case <pattern>', 'run only these cases (repeatable)', collect)
    .option('--rule <pattern>', 'evaluate only these rules (repeatable)', collect)
    .option('--serve-fixtures', 'serve images on 127.0.0.1 for cases that send them by URL')
    .option('--dry-run', 'print the requests that would be sent; send nothing')
    .addOption(
      new Option('--shard <i/n>', 'run only one part of the cases, such as 2/8; merge combines the reports').argParser(
        shardFrom,
      ),
    )
    .option('--shard-timings <report>', 'balance the shards by the durations in this JSON report')
    .option('--resume <file>', 'continue the run that --reporter jsonl=FILE wrote; finished cases are not repeated')
    .optionsGroup('Pace:')
    .option('--repeat <n>', 'run every case N times and report its pass rate', wholeNumber(1, 1000))
    .option(
      '--attempts <n>',
      'attempts at a case until the model does what the case needs (default: 3)',
      wholeNumber(1, 100),
    )
    .option('--concurrency <n>', 'cases that run at the same time (default: 4)', wholeNumber(1, 256))
    .option('--retries <n>', 'retries after a failed connection, 408, 429 or 5xx (default: 2)', wholeNumber(0, 20))
    .option('--per-minute <n>', 'maximum number of requests per minute', wholeNumber(1, 1_000_000))
    .option('--timeout <seconds>', 'time limit for one exchange (default: 120)', seconds)
    .option('--connect-timeout <seconds>', 'time limit for a connection (default: 10)', seconds)
    .option('--idle-timeout <seconds>', 'time limit between two pieces of a response (default: 60)', seconds)
    .optionsGroup('Report:')
    .option(...REPORTER)
    .addOption(
      new Option('--fail-on <level>', 'lowest level of findings that fail the run (default: must)').choices([
        'must',
        'should',
        'never',
      ]),
    )
    .option(...VERBOSE)
    .option('--record <dir>', 'write every exchange to this folder, for replay')
    .optionsGroup('Baseline and limits:')
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .optionsGroup('Reference server:')
    .option('--reference', 'test the built-in reference server, started for this run')
    .option('--dialect <name>', 'make the reference server behave like this documented server')
    .option('--fault <id>', 'make the reference server break a rule in this way (repeatable)', collect)
    .option('--variant <id>', 'make the reference server use this legal variation (repeatable)', collect)
    .addOption(
      new Option(
        '--model-quality <quality>',
        'how the built-in model behaves: scripted follows instructions, random answers with random words, lucky picks one of a few short answers, wavering follows most instructions',
      ).choices(['scripted', 'random', 'lucky', 'wavering']),
    )
    .addOption(thinkOption('make the built-in model think, with its reasoning in this field'))
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance run http://localhost:8000/v1',
        'chat-conformance run https://api.example.com/v1',
        ' --model small --api-key-env EXAMPLE_KEY',
        'chat-conformance run http://localhost:8000/v1 --suite streaming',
        'chat-conformance run http://localhost:8000/v1',
        ' --reporter json=report.json --fail-on should',
        'chat-conformance run http://localhost:8000/v1 --dry-run',
        'chat-conformance run http://localhost:8000/v1 --record recordings/monday',
        'chat-conformance run --reference --fault done-missing',
      ),
    )
    .action(async (baseUrl: string | undefined, flags) => {
      const { runCommand } = await import('../run.ts')
      done(await runCommand(baseUrl, flags))
    })
}
