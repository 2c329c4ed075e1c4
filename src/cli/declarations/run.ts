import { type Command, Option } from 'commander'
import { partOf, seconds, several, variable, whole } from '../options.ts'
import { BASELINE, example, maxInconclusive, REPORTER, UPDATE_BASELINE, VERBOSE } from './_common.ts'

/** `run`. */
export function declareRun(program: Command, done: (code: number) => void): void {
  program
    .command('run')
    .summary('test a target')
    .description('Sends the cases to a target and judges every reply.')
    .argument(
      '[base-url]',
      'the address before /chat/completions; default: chat-conformance.yaml, else OPENAI_BASE_URL',
    )
    .optionsGroup('Target:')
    .option('--model <name>', 'model to ask for (default: OPENAI_MODEL, else the first of /models)')
    .addOption(
      new Option('--api-key-env <name>', 'environment variable that holds the key (default: OPENAI_API_KEY)').argParser(
        variable,
      ),
    )
    .option(
      '--profile <name|file>',
      'dialect: what the target promises and what is tolerated (default: compatible, and one that fits is suggested)',
    )
    .option(
      '--header <header>',
      "'Name: value' sent with every request; $NAME stands for an environment variable (repeatable)",
      several,
    )
    .option('--insecure', 'accept any TLS certificate')
    .option('--ca <file>', 'trust the certificate authorities in this PEM file')
    .option('--config <file>', 'targets and settings (default: chat-conformance.yaml, if it is here)')
    .option('--target <name>', 'run only this target of the configuration (repeatable)', several)
    .optionsGroup('Cases:')
    .option('--suites <dir>', 'add the suites of a folder (repeatable)', several)
    .option('--suite <pattern>', 'run only these suites; * and ** match (repeatable)', several)
    .option('--case <pattern>', 'run only these cases (repeatable)', several)
    .option('--rule <pattern>', 'ask only these rules (repeatable)', several)
    .option('--serve-fixtures', 'serve pictures on loopback for cases that send them by address')
    .option('--dry-run', 'print what would be sent, and send nothing')
    .addOption(
      new Option(
        '--shard <i/n>',
        'run only this part of the cases, such as 2/8; merge puts the reports together',
      ).argParser(partOf),
    )
    .option('--shard-timings <report>', 'balance the parts by how long the cases took in this JSON report')
    .option(
      '--resume <file>',
      'go on with the run that --reporter jsonl=FILE was writing; finished cases are not repeated',
    )
    .optionsGroup('Pace:')
    .option('--repeat <n>', 'run every case so often and tell how often it passes', whole(1, 1000))
    .option('--attempts <n>', 'tries of a case until the model does what it assumes (default: 3)', whole(1, 100))
    .option('--concurrency <n>', 'cases at the same time (default: 4)', whole(1, 256))
    .option('--retries <n>', 'further tries after a failed connection, 408, 429 or 5xx (default: 2)', whole(0, 20))
    .option('--per-minute <n>', 'most requests in a minute', whole(1, 1_000_000))
    .option('--timeout <seconds>', 'longest time for one exchange (default: 120)', seconds)
    .option('--connect-timeout <seconds>', 'longest time for a connection (default: 10)', seconds)
    .option('--idle-timeout <seconds>', 'longest silence in a reply (default: 60)', seconds)
    .optionsGroup('Report:')
    .option(...REPORTER)
    .addOption(
      new Option('--fail-on <level>', 'findings that make the exit code 1 (default: must)').choices([
        'must',
        'should',
        'never',
      ]),
    )
    .option(...VERBOSE)
    .option('--record <dir>', 'keep every exchange in this folder, for replay')
    .optionsGroup('Gate:')
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .optionsGroup('Trying it out:')
    .option('--reference', 'test the reference server, started for this run')
    .option('--dialect <name>', 'let it speak as this documented server does')
    .option('--fault <id>', 'break the reference server in this way (repeatable)', several)
    .option('--variant <id>', 'let it use this freedom of the contract (repeatable)', several)
    .addOption(new Option('--model-quality <quality>', 'how willing its model is').choices(['scripted', 'random']))
    .addHelpText(
      'after',
      example(
        'chat-conformance run http://localhost:8000/v1',
        'chat-conformance run https://api.example.com/v1 --model small --api-key-env EXAMPLE_KEY',
        "chat-conformance run http://localhost:8000/v1 --suite streaming --case '**/usage*'",
        'chat-conformance run http://localhost:8000/v1 --reporter json=report.json --fail-on should',
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
