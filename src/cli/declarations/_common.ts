/** What the declarations of commands have in common. */
import { type Command, Option } from 'commander'
import { countOrShare, several } from '../options.ts'

/** Examples for the end of a help. */
export function example(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`
}

/** The options that several commands have. */
export const REPORTER = [
  '--reporter <name[=file]>',
  'html, junit, markdown … (`list reporters`), or ./mine.js: to a file, or to standard output in place of console (repeatable)',
  several,
] as const
export const VERBOSE = ['--verbose', 'also show passing cases, tolerated and informative findings'] as const

export const BASELINE = [
  '--baseline <file>',
  'findings that are known: they do not fail the run, but new ones do, and known ones that are gone',
] as const
export const UPDATE_BASELINE = [
  '--update-baseline',
  'write what is found now to the baseline; reasons are kept',
] as const

export function maxInconclusive(): Option {
  return new Option('--max-inconclusive <n|n%>', 'fail if more cases than this are inconclusive').argParser(
    countOrShare,
  )
}

export function failOn(): Option {
  return new Option('--fail-on <level>', 'findings that make the exit code 1')
    .choices(['must', 'should', 'never'])
    .default('must')
}

/** The command with the options of those that tell a run that is over: how it is told, and what makes the exit code 1. */
export function tellsRun(command: Command): Command {
  return command
    .option(...REPORTER)
    .addOption(failOn())
    .option(...BASELINE)
    .option(...UPDATE_BASELINE)
    .addOption(maxInconclusive())
    .option(...VERBOSE)
}
