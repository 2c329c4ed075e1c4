/** `init`: writes a commented configuration, from flags or from the answers of the user. */

import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { listProfiles } from '../ask/load.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { didYouMean, Interrupted, UsageError } from '../foundation/usage-error.ts'
import { baseUrlOf } from '../session/base-url.ts'
import { DEFAULT_PROFILE } from '../session/settings.ts'
import { EXIT } from './exit-code.ts'
import { getHost } from './host.ts'
import { CONFIG_FILE, variableName } from './options.ts'
import { printMessage, write } from './terminal.ts'

export interface InitFlags {
  readonly name?: string
  readonly url?: string
  readonly model?: string
  readonly key?: string
  readonly profile?: string
  readonly file: string
  readonly force?: true
}

/** The settings of the first target. */
interface Answers {
  readonly name: string
  readonly url: string
  /** Empty: the first model that the target lists. */
  readonly model: string
  /** Name of the environment variable; empty: no key. */
  readonly key: string
  readonly profile: string
}

/** A question, named after the flag that answers it in advance. */
interface Question {
  readonly name: keyof Answers
  readonly text: string
  readonly fallback: string
  /** The answer as it is written to the file; throws for one that is not valid. */
  readonly parse: (text: string) => string
}

const QUESTIONS: readonly Question[] = [
  {
    name: 'url',
    text: 'Base URL, the address before /chat/completions',
    fallback: 'http://localhost:8000/v1',
    parse: baseUrlOf,
  },
  { name: 'name', text: 'Name of the target in reports', fallback: 'local', parse: checkName },
  { name: 'model', text: 'Model (empty: the first that the target lists)', fallback: '', parse: (text) => text },
  {
    name: 'key',
    text: 'Environment variable that contains the API key (empty: no key)',
    fallback: '',
    parse: (text) => text && variableName(text),
  },
  {
    name: 'profile',
    text: 'Profile (`chat-conformance list profiles`)',
    fallback: DEFAULT_PROFILE,
    parse: checkProfile,
  },
]

function checkName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)) return text
  throw new UsageError(
    `${JSON.stringify(text)} is not a valid name for a target: expected letters, digits, dots, - and _`,
  )
}

function checkProfile(text: string): string {
  const names = listProfiles()
  if (names.includes(text) || /[\\/]|\.ya?ml$/.test(text)) return text
  throw new UsageError(`unknown profile ${JSON.stringify(text)}${didYouMean(text, names)}`)
}

/**
 * Writes the file; the exit code.
 * @throws UsageError if it exists already, or for an answer that is not valid
 */
export async function initCommand(flags: InitFlags): Promise<number> {
  const answers = getHost().stdin.isTTY && flags.url === undefined ? await askAll(flags) : fromFlags(flags)
  try {
    writeFileSync(flags.file, formatConfig(answers), { flag: flags.force ? 'w' : 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`${flags.file} exists already; --force overwrites it`)
    throw new UsageError(`cannot write ${flags.file}: ${fileTrouble(error)}`)
  }
  const configFlag = flags.file === CONFIG_FILE ? '' : ` --config ${flags.file}`
  write(`Wrote ${flags.file}. Now:\n\n  chat-conformance run${configFlag}\n`)
  return EXIT.conforms
}

function fromFlags(flags: InitFlags): Answers {
  if (flags.url === undefined)
    throw new UsageError(
      'standard input is not a terminal, so init cannot ask: add --url, such as --url http://localhost:8000/v1',
    )
  const answers = QUESTIONS.map(({ name, fallback, parse }) => [name, parse(flags[name] ?? fallback)])
  return Object.fromEntries(answers) as unknown as Answers
}

/** Asks for everything that no flag answers; repeats a question until its answer is valid. */
async function askAll(flags: InitFlags): Promise<Answers> {
  const { stdin, stderr } = getHost()
  const terminal = createInterface({ input: stdin, output: stderr })
  const closing = new AbortController()
  terminal.on('close', () => closing.abort())
  terminal.on('SIGINT', () => terminal.close())
  const answers: [string, string][] = []
  try {
    for (const { name, text, fallback, parse } of QUESTIONS) {
      const preset = flags[name]
      for (let answer = preset; ; answer = undefined) {
        const question = `${text}${fallback && ` [${fallback}]`}: `
        const typed = answer ?? ((await terminal.question(question, { signal: closing.signal })).trim() || fallback)
        try {
          answers.push([name, parse(typed)])
          break
        } catch (error) {
          if (!(error instanceof UsageError) || answer !== undefined) throw error
          printMessage('error', error.message)
        }
      }
    }
  } catch (error) {
    if (closing.signal.aborted) throw new Interrupted('interrupted; no file was written')
    throw error
  } finally {
    terminal.close()
  }
  return Object.fromEntries(answers) as unknown as Answers
}

/** A value as YAML on one line. */
const quoted = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9._/:-]*[A-Za-z0-9]$/.test(text) ? text : JSON.stringify(text)

/** A line and its comment; all comments begin at the same column. */
function formatLine(text: string, comment: string): string {
  return `${text.padEnd(COMMENT_COLUMN)} # ${comment}`
}

const COMMENT_COLUMN = 38

/** A setting; without a value it is a comment with an example. */
function formatSetting(name: string, value: string, example: string, comment: string): string {
  return formatLine(value ? `    ${name}: ${quoted(value)}` : `    # ${name}: ${example}`, comment)
}

function formatConfig({ name, url, model, key, profile }: Answers): string {
  const otherProfile = profile === DEFAULT_PROFILE ? '' : profile
  return `# Configuration of chat-conformance. \`chat-conformance run\` in this folder tests every target below,
# \`chat-conformance run --target ${name}\` only one. Options of the command line take precedence over this file.
# Paths are relative to this file.

targets:
  ${name}:
${formatLine(`    url: ${quoted(url)}`, 'the address before /chat/completions')}
${formatSetting('model', model, 'my-model', 'default: the first model that the target lists')}
${formatSetting('key', key, 'MY_API_KEY', 'the environment variable that contains the API key, never the key itself')}
${formatSetting('profile', otherProfile, 'vllm', '`chat-conformance list profiles`, or a file')}
${formatLine('    # headers: { X-Team: $TEAM }', '$NAME inserts an environment variable')}
${formatLine('    # concurrency: 4', 'cases that run at the same time')}
${formatLine('    # perMinute: 60', 'maximum number of requests per minute')}
${formatLine('    # timeout: 120', 'time limit for one exchange, in seconds')}
${formatLine(`    # baseline: known/${name}.yaml`, 'known defects; --update-baseline writes it')}
  # another:
  #   url: https://api.example.com/v1

# Which cases to run. Without patterns, all. * and ** are wildcards.
# suite: [streaming, function-calling]
# case: ["**/usage*"]
# rule: ["stream/**"]
${formatLine('# suites: [conformance/]', 'folders with your own suites')}

# Reports of each target, in addition to the one on the terminal. {target} is replaced by its name.
reporters:
  - json=reports/{target}.json
  - html=reports/{target}.html
# If there are several targets: a comparison of their reports.
# comparison: [html=reports/comparison.html]

${formatLine('failOn: must', 'lowest level of findings that fail the run: must, should or never')}
${formatLine('# maxInconclusive: 10%', 'fail if more cases than this are inconclusive')}
`
}
