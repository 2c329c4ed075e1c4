import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'
import { cli, tempFolder } from '../support/cli.ts'

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
/** Nothing listens there, and no test gets as far as connecting. */
const URL = 'http://127.0.0.1:9/v1'

describe('version and help', () => {
  it.each(['--version', '-V'])('%s prints the version', async (flag) => {
    expect(await cli([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each([
    '',
    'run',
    'init',
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
  ])('%s --help has options and examples, in 80 columns', async (command) => {
    const { code, stdout, stderr } = await cli([...(command ? [command] : []), '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Examples:\n  chat-conformance')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('prints the help and fails without a command', async () => {
    const { code, stdout } = await cli([])
    expect(code).toBe(2)
    expect(stdout).toContain('Usage: chat-conformance')
  })
})

/** What is wrong → the arguments and what the message includes. */
const mistakes: Record<string, readonly [args: readonly string[], ...says: string[]]> = {
  'an unknown command': [['rum'], "unknown command 'rum'", 'Did you mean run?', 'chat-conformance --help'],
  'a URL without a command': [[URL], `chat-conformance run ${URL}`],
  'an unknown option': [
    ['run', '--atempts', '3'],
    "unknown option '--atempts'",
    'Did you mean --attempts?',
    'run --help',
  ],
  'an option without its value': [['run', '--model'], 'argument missing'],
  'too many arguments': [['run', URL, URL], 'too many arguments'],
  'an unknown level': [['run', URL, '--fail-on', 'may'], 'Allowed choices are must, should, never'],
  'no target': [['run'], 'no target is given', 'OPENAI_BASE_URL', '--reference'],
  'a target without scheme': [
    ['run', 'localhost:8000/v1'],
    'expected http:// or https:// at its start',
    'try http://localhost:8000/v1',
  ],
  'a target that is not a URL': [['run', 'http://'], 'is not a URL'],
  'the address of the endpoint': [
    ['run', `${URL}/chat/completions`],
    'expected the base URL, which ends before /chat/completions',
    `try ${URL}`,
  ],
  'a password in the target': [['run', 'http://me:secret@127.0.0.1/v1'], 'user name or password'],
  'a query in the target': [['run', `${URL}?version=1`], 'has a query'],
  'two targets': [['run', URL, '--reference'], '--reference starts its own target'],
  'a fault without the reference server': [['run', URL, '--fault', 'done-twice'], '--fault', 'add --reference'],
  'a dialect without the reference server': [['run', URL, '--dialect', 'vllm'], '--dialect', 'add --reference'],
  'an unknown dialect': [
    ['run', '--reference', '--dialect', 'lightlm'],
    'unknown dialect "lightlm"',
    'lightllm',
    'list dialects',
  ],
  'an unknown dialect to serve': [['serve', '--dialect', 'olama'], 'unknown dialect "olama"', 'ollama'],
  'an unknown fault': [['run', '--reference', '--fault', 'done-twic'], 'unknown fault "done-twic"', 'done-twice'],
  'an unknown variant': [['run', '--reference', '--variant', 'no-such'], 'unknown variant "no-such"', 'list variants'],
  'a pattern of cases that matches nothing': [
    ['run', URL, '--case', 'streaming/shrt'],
    'no case matches',
    'streaming/short',
  ],
  'a pattern of suites that matches nothing': [['run', URL, '--suite', 'streeming'], 'no suite matches', 'streaming'],
  'a pattern of rules that matches nothing': [['run', URL, '--rule', 'strem/**'], 'no rule matches'],
  'an unknown profile': [['run', URL, '--profile', 'opnai'], 'no profile "opnai"', 'did you mean openai'],
  'an unknown reporter': [['run', URL, '--reporter', 'jsn'], 'no reporter "jsn"', 'json'],
  'a reporter without its file': [['run', URL, '--reporter', 'json='], 'has no file after =', 'json=report.json'],
  'two reporters on standard output': [
    ['run', URL, '--reporter', 'json', '--reporter', 'console'],
    'only one reporter',
  ],
  'two reporters in one file': [
    ['run', URL, '--reporter', 'json=x', '--reporter', 'console=x'],
    'two reporters would write to x',
  ],
  'a report in a folder': [['run', URL, '--reporter', 'json=.'], 'cannot write the report .', 'it is a folder'],
  'a report below a file': [['run', URL, '--reporter', 'json=package.json/x'], 'a part of its path is a file'],
  'a header without a colon': [['run', URL, '--header', 'secret-thing'], "expects 'Name: value'"],
  'a header with an unset variable': [['run', URL, '--header', 'x-key: $NOT_SET'], 'NOT_SET is not set'],
  'a key variable that is not set': [['run', URL, '--api-key-env', 'NOT_SET'], 'NOT_SET', 'is not set'],
  'a folder of suites that is not there': [['run', URL, '--suites', 'no/such'], 'no/such'],
  'a file of authorities that is not there': [['run', URL, '--ca', 'no.pem'], 'no.pem'],
  'a file of authorities without any': [['run', URL, '--ca', 'package.json'], 'contains no certificate'],
  'an unknown list': [['list', 'fauls'], 'cannot list "fauls"', 'did you mean faults'],
  'a list pattern that matches nothing': [
    ['list', 'rules', 'strem/done-present'],
    'no rule matches',
    'stream/done-present',
  ],
  'an unknown rule': [
    ['explain', 'stream/done-presen'],
    'unknown rule or profile "stream/done-presen"',
    'stream/done-present',
  ],
  'an impossible port': [['serve', '--port', '65536'], 'whole number from 0 to 65535'],
  'an address of another machine': [['serve', '--host', '192.0.2.1'], '192.0.2.1', '127.0.0.1'],
}

describe('prints one clear message and exits with code 2', () => {
  it.each(Object.entries(mistakes))('for %s', async (_, [args, ...says]) => {
    const { code, stdout, stderr } = await cli(args)
    expect(stderr).toMatch(/^error: /)
    for (const words of says) expect(stderr).toContain(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it.each([
    ['--attempts', '0'],
    ['--attempts', '1.5'],
    ['--concurrency', 'many'],
    ['--retries', '-1'],
    ['--timeout', '0'],
    ['--timeout', '1e9'],
    ['--timeout', 'soon'],
    ['--idle-timeout', 'NaN'],
    ['--connect-timeout', ''],
  ])('for %s %s', async (option, value) => {
    const { code, stderr } = await cli(['run', URL, option, value])
    expect(stderr).toMatch(/^error: .*is invalid\. Expected (a whole number from \d+ to \d+|seconds: a number)/)
    expect(code).toBe(2)
  })

  it('for a suite with several mistakes, all with file, line and column', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'suites'))
    writeFileSync(
      join(folder, 'suites', 'mine.yaml'),
      'title: Mine\ncases:\n  one:\n    title: One\n    sent: {}\n  Two: { title: Two }\n',
    )
    const { code, stderr } = await cli(['run', URL, '--suites', join(folder, 'suites')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/mine\.yaml:5:\d+ .*sent/)
    expect(stderr).toMatch(/mine\.yaml:6:\d+ /)
  })

  it('for a key typed instead of the name of its variable, without repeating the key', async () => {
    const { code, stderr } = await cli(['run', URL, '--api-key-env', 'sk-very-secret'])
    expect(code).toBe(2)
    expect(stderr).toContain('not the key itself')
    expect(stderr).not.toContain('very-secret')
  })

  it('for a key that is not allowed in a header, without repeating the key', async () => {
    const { code, stderr } = await cli(['run', URL], { OPENAI_API_KEY: 'sk-very\nsecret' })
    expect(code).toBe(2)
    expect(stderr).toContain('OPENAI_API_KEY cannot be a key')
    expect(stderr).not.toContain('secret')
  })

  it('without control characters, even if they were typed', async () => {
    const { stderr } = await cli(['run', URL, '--profile', '\u001b[2J\u009b1m\u202e'])
    expect(stderr).toMatch(/^[\u0020-\u007e\n]*$/)
  })
})
