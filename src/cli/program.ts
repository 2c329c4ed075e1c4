/** The commands and their options. The code of a command is imported when the command is called. */
import { Command, CommanderError } from 'commander'
import { UsageError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import { formatExamples, formatExitCodes } from './declarations/_common.ts'
import { declareCheck } from './declarations/check.ts'
import { declareCompare } from './declarations/compare.ts'
import { declareDiff } from './declarations/diff.ts'
import { declareExplain } from './declarations/explain.ts'
import { declareInit } from './declarations/init.ts'
import { declareList } from './declarations/list.ts'
import { declareMerge } from './declarations/merge.ts'
import { declareProxy } from './declarations/proxy.ts'
import { declareReplay } from './declarations/replay.ts'
import { declareReport } from './declarations/report.ts'
import { declareRun } from './declarations/run.ts'
import { declareServe } from './declarations/serve.ts'
import { EXIT } from './exit-code.ts'
import { reportFailure } from './failure.ts'
import { getHost, type Host, withHost } from './host.ts'
import { guardStreams, write } from './terminal.ts'

/**
 * Runs the command line; the exit code.
 * @param argv what was typed after `chat-conformance`
 * @param host the host to run on; without it, the process itself
 */
export function runCli(argv: readonly string[], host?: Host): Promise<number> {
  return host ? withHost(host, () => runCommand(argv)) : runCommand(argv)
}

async function runCommand(argv: readonly string[]): Promise<number> {
  guardStreams()
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

/** The message of commander, with what to do next. */
function toUsageError({ message }: CommanderError, [command = '']: readonly string[]): UsageError {
  const text = message.replace(/^error: /, '').replace(/\n?\((Did you mean .*)\)/, '\n$1')
  if (/^https?:/.test(command))
    return new UsageError(`a command is missing before ${JSON.stringify(command)}\ntry chat-conformance run ${command}`)
  const known = declare(() => undefined).commands.some((candidate) => candidate.name() === command)
  return new UsageError(`${text}\nsee \`chat-conformance ${known ? `${command} ` : ''}--help\``)
}

/** In the order of the help. */
const COMMANDS = [
  declareRun,
  declareInit,
  declareCheck,
  declareReplay,
  declareProxy,
  declareReport,
  declareMerge,
  declareCompare,
  declareDiff,
  declareList,
  declareExplain,
  declareServe,
]

function declare(done: (code: number) => void): Command {
  const program = new Command('chat-conformance')
    .description('Tests whether a server implements the chat completions API as published: POST /v1/chat/completions.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: write,
      outputError: () => undefined,
      writeErr: write,
      getOutHelpWidth: () => getHost().stdout.columns as number,
    })
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance run http://localhost:8000/v1',
        'chat-conformance run --reference',
        'chat-conformance check docs/ traffic.har',
        'chat-conformance explain stream/done-once-and-last',
      ),
    )
    .addHelpText(
      'after',
      formatExitCodes({
        [EXIT.conforms]: 'the target conforms',
        [EXIT.doesNotConform]: 'the target does not conform',
        [EXIT.usage]: 'the command line or a file is wrong',
        [EXIT.notTested]: 'the target could not be tested',
        [EXIT.interrupted]: 'interrupted; the finished cases are reported',
      }),
    )
  for (const declareCommand of COMMANDS) declareCommand(program, done)
  return program
}
