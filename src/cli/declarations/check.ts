import { type Command, Option } from 'commander'
import { KINDS } from '../../capture/kind.ts'
import { DEFAULT_PROFILE, several } from '../options.ts'
import { example } from './_common.ts'

/** `check`. */
export function declareCheck(program: Command, done: (code: number) => void): void {
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
      'places, console, json …; to a file, or to standard output in place of places (repeatable)',
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
      const { checkCommand } = await import('../check.ts')
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
