/** Options and texts that several commands share. */
import { type Command, Option } from 'commander'
import { collect, countOrShare } from '../options.ts'

/** The examples at the end of a help. A line that starts with a blank continues the one before it. */
export function formatExamples(...lines: readonly string[]): string {
  const text = lines.join('\n').replaceAll(/\n +/g, ' \\\n    ')
  return `\nExamples:\n${text.replaceAll(/^(?! )/gm, '  ')}`
}

/** The exit codes at the end of a help. */
export function formatExitCodes(codes: Readonly<Record<number, string>>): string {
  const lines = Object.entries(codes).map(([code, meaning]) => `  ${code.padEnd(3)}  ${meaning}`)
  return `\nExit codes:\n${lines.join('\n')}`
}

export const REPORTER = [
  '--reporter <name[=file]>',
  'write a report: html, junit, markdown … (`list reporters`) or ./mine.js; without a file it goes to standard output, in place of console (repeatable)',
  collect,
] as const
export const VERBOSE = ['--verbose', 'also print passing cases, tolerated findings and MAY findings'] as const

export const BASELINE = [
  '--baseline <file>',
  'file of known defects: only defects that are not in it, and entries that no longer occur, fail the run',
] as const
export const UPDATE_BASELINE = [
  '--update-baseline',
  'write the current defects to the baseline file; its reasons are kept',
] as const

export function maxInconclusive(): Option {
  return new Option(
    '--max-inconclusive <n|n%>',
    'fail if more cases than this are inconclusive, such as 10 or 5%',
  ).argParser(countOrShare)
}

export function failOn(): Option {
  return new Option('--fail-on <level>', 'lowest level of findings that fail the run')
    .choices(['must', 'should', 'never'])
    .default('must')
}

/** Adds the options of commands that report a finished run: reporters, and what makes the exit code 1. */
export function addReportOptions(command: Command): Command {
  return command
    .option(...REPORTER)
    .addOption(failOn())
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .option(...VERBOSE)
}

/** `--think`, optionally with the field of the reasoning. */
export function thinkOption(description: string): Option {
  return new Option('--think [field]', description)
    .choices(['reasoning_content', 'reasoning', 'reasoning_details'])
    .preset('reasoning_content')
}
