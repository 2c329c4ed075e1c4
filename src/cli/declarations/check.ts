import { type Command, Option } from 'commander'
import { DEFAULT_PROFILE } from '../../session/settings.ts'
import { collect } from '../options.ts'
import { formatExamples, formatExitCodes } from './_common.ts'

/** `check`. */
export function declareCheck(program: Command, done: (code: number) => void): void {
  program
    .command('check')
    .summary('judge captured traffic and examples in documents')
    .description(
      'Judges files, without any network: JSON bodies, event streams, JSONL and text logs, curl transcripts, HTTP archives (HAR), cassettes, notebooks, recordings, and the examples in OpenAPI, Markdown, reStructuredText and HTML. Incomplete captures are allowed: a single chunk needs no [DONE].',
    )
    .argument('<files...>', 'files and folders; - reads standard input')
    .option(
      '--as <kind>',
      'read the files as this kind, instead of detecting it: sse, jsonl, json, yaml, text, har, notebook, recording, markdown, rst, html, or a message of the API such as completion, chunk or request',
    )
    .option('--whole', 'streams are complete: report what is missing at their end')
    .option('--fix', 'add missing fields to the examples in documents, in place')
    .option('--profile <name|file>', 'dialect whose deviations are tolerated', DEFAULT_PROFILE)
    .option('--rule <pattern>', 'evaluate only these rules (repeatable)', collect)
    .option(
      '--reporter <name[=file]>',
      'write a report: places, console, json …; without a file it goes to standard output, in place of places (repeatable)',
      collect,
    )
    .addOption(
      new Option('--fail-on <level>', 'lowest level of findings that fail the check')
        .choices(['must', 'should', 'never'])
        .default('must'),
    )
    .option('--verbose', 'also print tolerated findings and MAY findings')
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance check docs/ README.md',
        'chat-conformance check docs/api.md --fix',
        'chat-conformance check traffic.har gateway.jsonl',
        ' --reporter json=report.json',
        'chat-conformance check reply.json --as completion --profile openai',
        'curl -sN URL | chat-conformance check - --whole',
      ),
    )
    .addHelpText(
      'after',
      formatExitCodes({
        0: 'everything that was judged conforms',
        1: 'there are findings that fail the check',
        2: 'a file could not be read, or the command line is wrong',
        3: 'nothing to judge was found in the files',
      }),
    )
    .action(async (files: string[], flags) => {
      const { checkCommand } = await import('../check.ts')
      done(await checkCommand(files, flags))
    })
}
