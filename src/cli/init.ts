/** `init`: writes a configuration with comments, from flags or from what the user answers. */
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { listProfiles } from '../ask/load.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import { EXIT } from './exit-code.ts'
import { Interrupted } from './failure.ts'
import { getHost } from './host.ts'
import { baseUrlOf, CONFIG_FILE, DEFAULT_PROFILE, variable } from './options.ts'
import { tell, write } from './terminal.ts'

export interface InitFlags {
  readonly name?: string
  readonly url?: string
  readonly model?: string
  readonly key?: string
  readonly profile?: string
  readonly file: string
  readonly force?: true
}

/** What the configuration says of its first target. */
interface Answers {
  readonly name: string
  readonly url: string
  /** Empty for the first one that the target lists. */
  readonly model: string
  /** Name of the variable; empty for none. */
  readonly key: string
  readonly profile: string
}

/** A question, the flag that answers it in advance, and what an answer has to be. */
interface Question {
  readonly name: keyof Answers
  readonly ask: string
  readonly usual: string
  /** The answer as it is written; throws for one that cannot be right. */
  readonly understand: (text: string) => string
}

const QUESTIONS: readonly Question[] = [
  {
    name: 'url',
    ask: 'Base URL, the address before /chat/completions',
    usual: 'http://localhost:8000/v1',
    understand: baseUrlOf,
  },
  { name: 'name', ask: 'Name of the target in reports', usual: 'local', understand: nameOf },
  { name: 'model', ask: 'Model (empty: the first that the target lists)', usual: '', understand: (text) => text },
  {
    name: 'key',
    ask: 'Environment variable with the key (empty: no key)',
    usual: '',
    understand: (text) => text && variable(text),
  },
  { name: 'profile', ask: 'Profile (`chat-conformance list profiles`)', usual: DEFAULT_PROFILE, understand: profileOf },
]

function nameOf(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)) return text
  throw new UsageError(`${JSON.stringify(text)} is no name for a target: expected letters, digits, dots, - and _`)
}

function profileOf(text: string): string {
  const names = listProfiles()
  if (names.includes(text) || /[\\/]|\.ya?ml$/.test(text)) return text
  throw new UsageError(`there is no profile ${JSON.stringify(text)}${didYouMean(text, names)}`)
}

/**
 * Writes the file; the exit code.
 * @throws UsageError if it is there already, or for an answer that cannot be right
 */
export async function initCommand(flags: InitFlags): Promise<number> {
  const answers = getHost().stdin.isTTY && flags.url === undefined ? await askAll(flags) : fromFlags(flags)
  try {
    writeFileSync(flags.file, textOf(answers), { flag: flags.force ? 'w' : 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`${flags.file} is there already; --force writes over it`)
    throw new UsageError(`cannot write ${flags.file}: ${fileTrouble(error)}`)
  }
  const named = flags.file === CONFIG_FILE ? '' : ` --config ${flags.file}`
  write(`Wrote ${flags.file}. Now:\n\n  chat-conformance run${named}\n`)
  return EXIT.conforms
}

function fromFlags(flags: InitFlags): Answers {
  if (flags.url === undefined)
    throw new UsageError('there is nobody to ask: say --url http://localhost:8000/v1, or run init at a terminal')
  const found = QUESTIONS.map(({ name, usual, understand }) => [name, understand(flags[name] ?? usual)])
  return Object.fromEntries(found) as unknown as Answers
}

/** Asks for everything that no flag answers; what cannot be right is asked again. */
async function askAll(flags: InitFlags): Promise<Answers> {
  const { stdin, stderr } = getHost()
  const terminal = createInterface({ input: stdin, output: stderr })
  const gone = new AbortController()
  terminal.on('close', () => gone.abort())
  terminal.on('SIGINT', () => terminal.close())
  const found: [string, string][] = []
  try {
    for (const { name, ask, usual, understand } of QUESTIONS) {
      const given = flags[name]
      for (let answer = given; ; answer = undefined) {
        const question = `${ask}${usual && ` [${usual}]`}: `
        const text = answer ?? ((await terminal.question(question, { signal: gone.signal })).trim() || usual)
        try {
          found.push([name, understand(text)])
          break
        } catch (error) {
          if (!(error instanceof UsageError) || answer !== undefined) throw error
          tell('error', error.message)
        }
      }
    }
  } catch (error) {
    if (gone.signal.aborted) throw new Interrupted('interrupted; nothing was written')
    throw error
  } finally {
    terminal.close()
  }
  return Object.fromEntries(found) as unknown as Answers
}

/** A value as YAML on one line. */
const quoted = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9._/:-]*[A-Za-z0-9]$/.test(text) ? text : JSON.stringify(text)

/** A line with its remark, where remarks have a column of their own. */
function line(text: string, remark: string): string {
  return `${text.padEnd(REMARKS)} # ${remark}`
}

const REMARKS = 38

/** A setting, or one that is only shown. */
function setting(name: string, value: string, example: string, remark: string): string {
  return line(value ? `    ${name}: ${quoted(value)}` : `    # ${name}: ${example}`, remark)
}

function textOf({ name, url, model, key, profile }: Answers): string {
  const own = profile === DEFAULT_PROFILE ? '' : profile
  return `# What chat-conformance tests, and how. \`chat-conformance run\` in this folder tests every target below;
# \`chat-conformance run --target ${name}\` only one. The command line comes before this file. Paths begin at this file.

targets:
  ${name}:
${line(`    url: ${quoted(url)}`, 'the address before /chat/completions')}
${setting('model', model, 'my-model', 'default: the first one that the target lists')}
${setting('key', key, 'MY_API_KEY', 'the environment variable that holds the key, never the key itself')}
${setting('profile', own, 'vllm', '`chat-conformance list profiles`; or a file')}
${line('    # headers: { X-Team: $TEAM }', '$NAME stands for an environment variable')}
${line('    # concurrency: 4', 'cases at the same time')}
${line('    # perMinute: 60', 'most requests in a minute')}
${line('    # timeout: 120', 'seconds for one exchange')}
${line(`    # baseline: known/${name}.yaml`, 'findings that are known; --update-baseline writes it')}
  # another:
  #   url: https://api.example.com/v1

# Which cases: all, unless patterns say otherwise. * and ** match.
# suite: [streaming, function-calling]
# case: ["**/usage*"]
# rule: ["stream/**"]
${line('# suites: [conformance/]', 'folders with suites of your own')}

# Reports of each target, beside the one at the terminal. {target} stands for its name.
reporters:
  - json=reports/{target}.json
  - html=reports/{target}.html
# Where there are several targets, what they say beside one another.
# comparison: [html=reports/comparison.html]

${line('failOn: must', 'findings that make the exit code 1: must, should or never')}
${line('# maxInconclusive: 10%', 'fail if more cases than this are inconclusive')}
`
}
