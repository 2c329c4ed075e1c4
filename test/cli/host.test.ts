import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withHost } from '../../src/cli/host.ts'
import { runCli } from '../../src/cli/program.ts'
import { printMessage } from '../../src/cli/terminal.ts'
import { begin, openHost, tempFolder } from '../support/cli.ts'
import { referenceTarget } from '../support/targets.ts'

it('two commands at the same time share neither output nor environment', async () => {
  const urls = [await referenceTarget({ apiKey: 'key-of-a' }), await referenceTarget({ apiKey: 'key-of-b' })]
  const args = ['run', '--case', 'models/list', '--verbose']
  const [a, b] = await Promise.all([
    begin(args, { OPENAI_BASE_URL: urls[0] ?? '', OPENAI_API_KEY: 'key-of-a', FORCE_COLOR: '1' }).ended,
    begin(args, { OPENAI_BASE_URL: urls[1] ?? '', OPENAI_API_KEY: 'key-of-b' }).ended,
  ])
  expect([a?.code, b?.code]).toEqual([0, 0])
  expect(
    [a?.stdout, b?.stdout].map((text) => [text?.includes('\u001b['), urls.map((url) => text?.includes(url))]),
  ).toEqual([
    [true, [true, false]],
    [false, [false, true]],
  ])
})

it('a signal stops only the command on its host', async () => {
  const slow = { delayMs: 50 }
  const args = ['--suite', 'streaming', '--concurrency', '1', '--verbose']
  const first = begin(['run', await referenceTarget(slow), ...args])
  const second = begin(['run', await referenceTarget(slow), ...args.slice(0, 2), '--case', 'streaming/short'])
  await first.says('✓ pass')
  first.signal('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('note: stopping') })
  expect(await second.ended).toMatchObject({ code: 0, stderr: '' })
})

it('a closed standard output ends the output, and changes the exit code unless it is a closed pipe', async () => {
  for (const [code, expected] of [
    ['EPIPE', 0],
    ['ENOSPC', 3],
  ] as const) {
    const { host, output } = openHost()
    expect(await runCli(['list', 'suites'], host)).toBe(0)
    host.exitCode = 0
    const printed = output.text.stdout
    host.stdout.emit('error', Object.assign(new Error('no space'), { code }))
    withHost(host, () => printMessage('note', 'still there'))
    host.emit('exit')
    expect(host.exitCode).toBe(expected)
    expect(output.text.stdout).toBe(printed)
    expect(output.text.stderr).toContain('note: still there')
    expect(output.text.stderr.includes('cannot write to standard output')).toBe(code !== 'EPIPE')
  }
})

it('a terminal shows progress, and the cursor comes back', async () => {
  const { host, output } = openHost({ TERM: 'xterm' })
  Object.assign(host.stdout, { isTTY: true, columns: 60 })
  Object.assign(host.stderr, { isTTY: true, columns: 60 })
  const file = join(tempFolder(), 'none.yaml')
  writeFileSync(file, 'format: chat-conformance/baseline\nversion: 1\nknown: []\n')
  expect(await runCli(['run', await referenceTarget(), '--suite', 'models', '--baseline', file], host)).toBe(0)
  expect(output.text.stderr).toMatch(/^\u001b\[\?25l[\s\S]*\u001b\[\?25h$/)
  expect(output.text.stdout.split('\n').every((line) => line.length < 100)).toBe(true)
})
