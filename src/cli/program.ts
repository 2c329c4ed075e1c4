/** The commands and their options. What they do is imported when they are called. */
import { Command, CommanderError, Option } from 'commander'
import { KINDS } from '../capture/kind.ts'
import { UsageError } from '../usage-error.ts'
import { EXIT } from './exit-code.ts'
import { reportFailure } from './failure.ts'
import { countOrShare, DEFAULT_PROFILE, partOf, seconds, several, variable, whole } from './options.ts'
import { guardStreams, write } from './terminal.ts'
import { readVersion } from './version.ts'

/** Runs the command line; the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  guardStreams()
  // What nobody caught is a bug of ours, and told like one.
  process.on('uncaughtException', (error) => process.exit(reportFailure(error)))
  let code: number = EXIT.conforms
  const program = declare((outcome) => {
    code = outcome
  })
  try {
    if (!argv.length) {
      program.outputHelp()
      return EXIT.usage
    }
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error)
    return error.exitCode === 0 ? EXIT.conforms : reportFailure(toUsageError(error, argv))
  }
}

/** commander's words, with what to do next. */
function toUsageError({ message }: CommanderError, [command = '']: readonly string[]): UsageError {
  const said = message.replace(/^error: /, '').replace(/\n?\((Did you mean .*)\)/, '\n$1')
  if (/^https?:/.test(command)) return new UsageError(`a command is missing\ntry chat-conformance run ${command}`)
  const known = COMMANDS.some((name) => name === command)
  return new UsageError(`${said}\n\`chat-conformance ${known ? `${command} ` : ''}--help\` shows what there is`)
}

const COMMANDS = [
  'run',
  'check',
  'replay',
  'proxy',
  'report',
  'merge',
  'compare',
  'diff',
  'list',
  'explain',
  'serve',
] as const

function declare(done: (code: number) => void): Command {
  const program = new Command('chat-conformance')
    .description('Tells whether a server speaks the chat completions protocol as published: POST /v1/chat/completions.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: write, outputError: () => undefined, writeErr: write })
    .addHelpText(
      'after',
      example(
        'chat-conformance run http://localhost:8000/v1',
        'chat-conformance run --reference',
        'chat-conformance check docs/ traffic.har',
        'chat-conformance explain stream/done-once-and-last',
      ),
    )
    .addHelpText('after', EXIT_CODES)
  declareRun(program, done)
  declareCheck(program, done)
  declareReplay(program, done)
  declareProxy(program, done)
  declareReport(program, done)
  declareMerge(program, done)
  declareCompare(program, done)
  declareDiff(program, done)
  declareList(program, done)
  declareExplain(program, done)
  declareServe(program, done)
  return program
}

const EXIT_CODES = `
Exit codes:
  0  the target conforms
  1  it does not
  2  a mistake in the command line or in a file
  3  the target could not be tested
  130  interrupted; what was finished is reported
`

function example(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`
}

const REPORTER = [
  '--reporter <name[=file]>',
  'console, json, junit …, or ./mine.js; to a file, or to standard output in place of console (repeatable)',
  several,
] as const
const VERBOSE = ['--verbose', 'also show passing cases, tolerated and informative findings'] as const

const BASELINE = [
  '--baseline <file>',
  'findings that are known: they do not fail the run, but new ones do, and known ones that are gone',
] as const
const UPDATE_BASELINE = ['--update-baseline', 'write what is found now to the baseline; reasons are kept'] as const

function maxInconclusive(): Option {
  return new Option('--max-inconclusive <n|n%>', 'fail if more cases than this are inconclusive').argParser(
    countOrShare,
  )
}

function failOn(): Option {
  return new Option('--fail-on <level>', 'findings that make the exit code 1')
    .choices(['must', 'should', 'never'])
    .default('must')
}

function declareRun(program: Command, done: (code: number) => void): void {
  program
    .command('run')
    .summary('test a target')
    .description('Sends the cases to a target and judges every reply.')
    .argument('[base-url]', 'the address before /chat/completions; default: OPENAI_BASE_URL')
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
    .option('--attempts <n>', 'tries of a case until the model does what it assumes', whole(1, 100), 3)
    .option('--concurrency <n>', 'cases at the same time', whole(1, 256), 4)
    .option('--retries <n>', 'further tries after a failed connection, 408, 429 or 5xx', whole(0, 20), 2)
    .option('--timeout <seconds>', 'longest time for one exchange (default: 120)', seconds)
    .option('--connect-timeout <seconds>', 'longest time for a connection (default: 10)', seconds)
    .option('--idle-timeout <seconds>', 'longest silence in a reply (default: 60)', seconds)
    .optionsGroup('Report:')
    .option(...REPORTER)
    .addOption(failOn())
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
      const { runCommand } = await import('./run.ts')
      done(await runCommand(baseUrl, flags))
    })
}

function declareReplay(program: Command, done: (code: number) => void): void {
  program
    .command('replay')
    .summary('judge a recording again')
    .description('Judges the exchanges of a recording again, without any network.')
    .argument('<dir>', 'the folder that run --record or proxy --record wrote')
    .option('--profile <name|file>', 'judge under this profile (default: the one of the recording)')
    .option('--suites <dir>', 'add the suites of a folder (repeatable)', several)
    .option('--case <pattern>', 'judge only these cases (repeatable)', several)
    .option('--rule <pattern>', 'ask only these rules (repeatable; default: those of the recording)', several)
    .option(...REPORTER)
    .addOption(failOn())
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .option(...VERBOSE)
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
      const { replayCommand } = await import('./replay.ts')
      done(await replayCommand(folder, flags))
    })
}

function declareReport(program: Command, done: (code: number) => void): void {
  program
    .command('report')
    .summary('tell a JSON report again in another form')
    .description('Hands a JSON report to other reporters, without any network.')
    .argument('<report>', 'the file that --reporter json=FILE wrote')
    .option(...REPORTER)
    .addOption(failOn())
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .option(...VERBOSE)
    .addHelpText(
      'after',
      example(
        'chat-conformance report report.json',
        'chat-conformance report report.json --reporter html=report.html --reporter junit=junit.xml',
        'chat-conformance report report.json --baseline known.yaml --update-baseline',
      ),
    )
    .action(async (file: string, flags) => {
      const { reportCommand } = await import('./report.ts')
      done(await reportCommand(file, flags))
    })
}

function declareMerge(program: Command, done: (code: number) => void): void {
  program
    .command('merge')
    .summary('put the reports of shards together')
    .description('Makes one report of the JSON reports of all shards of a run (run --shard i/n).')
    .argument('<reports...>', 'the JSON reports, one of each shard')
    .option('--profile <name|file>', 'the profile of the run, if it was a file')
    .option(...REPORTER)
    .addOption(failOn())
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .option(...VERBOSE)
    .addHelpText(
      'after',
      example(
        'chat-conformance merge shard-*.json',
        'chat-conformance merge shard-*.json --reporter json=report.json --reporter html=report.html',
        'chat-conformance merge shard-*.json --baseline known.yaml',
      ),
    )
    .action(async (files: string[], flags) => {
      const { mergeCommand } = await import('./merge.ts')
      done(await mergeCommand(files, flags))
    })
}

function declareCompare(program: Command, done: (code: number) => void): void {
  program
    .command('compare')
    .summary('put the reports of several targets beside one another')
    .description('Compares JSON reports: capabilities, rules, request parameters, cases and timings of each target.')
    .argument('<reports...>', 'the files that --reporter json=FILE wrote, one for each target')
    .option(
      '--reporter <name[=file]>',
      'console, markdown, html, json or csv; to a file, or to standard output in place of console (repeatable)',
      several,
    )
    .option('--allow-different', 'compare what is the same in reports of different suites')
    .addHelpText(
      'after',
      example(
        'chat-conformance compare vllm.json ollama.json',
        'chat-conformance compare reports/*.json --reporter html=comparison.html --reporter csv=comparison.csv',
        'chat-conformance compare before.json after.json --allow-different --reporter markdown',
      ),
    )
    .action(async (files: string[], flags) => {
      const { compareCommand } = await import('./compare.ts')
      done(await compareCommand(files, flags))
    })
}

function declareDiff(program: Command, done: (code: number) => void): void {
  program
    .command('diff')
    .summary('tell what changed from one report to the next')
    .description('Tells which rules fail that held before, which hold again, and which cases came and went.')
    .argument('<before>', 'the older JSON report')
    .argument('<after>', 'the newer one')
    .option(
      '--reporter <name[=file]>',
      'console, markdown or json; to a file, or to standard output in place of console (repeatable)',
      several,
    )
    .addHelpText(
      'after',
      example(
        'chat-conformance diff v1.json v2.json',
        'chat-conformance diff v1.json v2.json --reporter markdown=changes.md',
      ),
    )
    .addHelpText('after', DIFF_EXIT_CODES)
    .action(async (before: string, after: string, flags) => {
      const { diffCommand } = await import('./diff.ts')
      done(await diffCommand(before, after, flags))
    })
}

const DIFF_EXIT_CODES = `
Exit codes:
  0  nothing fails that held before
  1  something does
  2  a mistake in the command line or in a file
`

function declareProxy(program: Command, done: (code: number) => void): void {
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
      const { proxyCommand } = await import('./proxy.ts')
      done(await proxyCommand(flags))
    })
}

function declareCheck(program: Command, done: (code: number) => void): void {
  program
    .command('check')
    .summary('judge captured traffic and the examples in documents')
    .description(
      'Judges what is in files, without any network: JSON bodies, event streams, JSONL logs, HTTP archives, recordings, and the examples in Markdown, reStructuredText and HTML. Pieces are judged as pieces: one chunk needs no [DONE].',
    )
    .argument('<files...>', 'files and folders; - is standard input')
    .addOption(new Option('--as <kind>', 'what the files are, in place of what they look like').choices(KINDS))
    .option('--whole', 'streams are whole: what is missing at their end was never sent')
    .option('--fix', 'correct examples in documents, where a member is missing')
    .option('--profile <name|file>', 'what is tolerated', DEFAULT_PROFILE)
    .option('--rule <pattern>', 'ask only these rules (repeatable)', several)
    .option(
      '--reporter <name[=file]>',
      'places, console, json …, or ./mine.js; to a file, or to standard output in place of places (repeatable)',
      several,
    )
    .addOption(
      new Option('--fail-on <level>', 'findings that make the exit code 1')
        .choices(['must', 'should', 'never'])
        .default('must'),
    )
    .option('--verbose', 'also show tolerated and informative findings')
    .addHelpText(
      'after',
      example(
        'chat-conformance check docs/ README.md',
        'chat-conformance check docs/api.md --fix',
        'chat-conformance check traffic.har gateway.jsonl --reporter json=report.json',
        'chat-conformance check reply.json --as completion --profile openai',
        'curl -sN … | chat-conformance check - --whole',
      ),
    )
    .addHelpText('after', CHECK_EXIT_CODES)
    .action(async (files: string[], flags) => {
      const { checkCommand } = await import('./check.ts')
      done(await checkCommand(files, flags))
    })
}

const CHECK_EXIT_CODES = `
Exit codes:
  0  everything that was judged conforms
  1  something does not
  2  a file could not be read, or a mistake in the command line
  3  there was nothing to judge
`

function declareList(program: Command, done: (code: number) => void): void {
  const kinds = ['cases', 'rules', 'profiles', 'suites', 'dialects', 'faults', 'variants', 'reporters']
  program
    .command('list')
    .summary('show cases, rules, profiles …')
    .description(`Shows what there is: ${kinds.join(', ')}.`)
    .argument('<what>', kinds.join(', '))
    .argument('[patterns...]', 'only these; * and ** match')
    .option('--suites <dir>', 'add the suites of a folder (repeatable)', several)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      example(
        'chat-conformance list rules',
        "chat-conformance list cases 'streaming/**'",
        'chat-conformance list faults --json',
      ),
    )
    .action(async (what: string, patterns: string[], flags) => {
      const { listCommand } = await import('./list.ts')
      done(await listCommand(what, patterns, flags))
    })
}

function declareExplain(program: Command, done: (code: number) => void): void {
  program
    .command('explain')
    .summary('tell all about a rule or a profile')
    .description(
      'Tells what a rule asks, why, how to mend a server that breaks it, and who tolerates it; or what a profile promises, lacks, adds and tolerates.',
    )
    .argument('<rule|profile>', 'id of a rule, such as stream/done-once-and-last, or of a profile, such as vllm')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      example('chat-conformance explain stream/done-once-and-last', 'chat-conformance explain vllm'),
    )
    .action(async (rule: string, flags) => {
      const { explainCommand } = await import('./explain.ts')
      done(await explainCommand(rule, flags))
    })
}

function declareServe(program: Command, done: (code: number) => void): void {
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
      const { serveCommand } = await import('./serve.ts')
      done(await serveCommand(flags))
    })
}
