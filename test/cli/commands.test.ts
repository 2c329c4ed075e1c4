import { describe, expect, it } from 'vitest'
import { begin, cli, start } from '../support/cli.ts'

describe('list', () => {
  it.each(['cases', 'rules', 'profiles', 'suites', 'dialects', 'faults', 'variants', 'reporters'])(
    '%s',
    async (what) => {
      const { code, stdout, stderr } = await cli(['list', what, '--json'])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)
      expect(ids.length).toBeGreaterThan(1)
      const table = (await cli(['list', what])).stdout
      // Without a terminal every entry has one line.
      expect(
        table
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' ')[0]),
      ).toEqual(ids)
    },
  )

  it('lists what matches the patterns', async () => {
    const { stdout } = await cli(['list', 'rules', 'usage/*', 'stream/done-present'])
    const areas = new Set(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('/')[0]),
    )
    expect(areas).toEqual(new Set(['usage', 'stream']))
  })
})

describe('explain', () => {
  it('prints sentence, level, source, reason, fix, examples, threads and proof', async () => {
    const { code, stdout } = await cli(['explain', 'stream/done-present'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^MUST stream\/done-present$/m)
    for (const label of ['why', 'fix', 'wrong', 'right', 'applies', 'basis', 'source', 'seen', 'proof'])
      expect(stdout).toMatch(new RegExp(`^  ${label} `, 'm'))
    expect(stdout).toContain('--fault done-missing')
  })

  it('explains a profile', async () => {
    const { stdout } = await cli(['explain', 'mindie-fulltext'])
    expect(stdout).toMatch(/^MindIE with fullTextEnabled mindie-fulltext$/m)
    expect(stdout).toMatch(/^ {2}lacks .*logprobs/m)
    expect(stdout).toMatch(/max_completion_tokens as max_tokens$/m)
    expect(stdout).toMatch(/^ {2}adds +\/full_text, string: /m)
  })

  it('names the profiles that tolerate the rule', async () => {
    const { stdout } = await cli(['explain', 'message/refusal-key', '--json'])
    const { tolerated } = JSON.parse(stdout) as { tolerated: { profiles: string[] }[] }
    expect(tolerated.flatMap(({ profiles }) => profiles)).toEqual(expect.arrayContaining(['compatible', 'vllm']))
    expect((await cli(['explain', 'message/refusal-key'])).stdout).toMatch(
      /^ {2}tolerated +by compatible and \d+ more, if it is absent:/m,
    )
  })
})

describe('serve', () => {
  it('prints its address and a command to copy, and stops at Ctrl-C', async () => {
    const { signal, says, ended } = start(['serve', '--port', '0', '--api-key-env', 'MY_KEY'], { MY_KEY: 'serve-key' })
    const text = await says('Ctrl-C stops it.')
    const [, url = ''] = /run (http:\/\/127\.0\.0\.1:\d+\/v1) --api-key-env MY_KEY/.exec(text) ?? []
    const { code } = await cli(['run', url, '--suite', 'models', '--api-key-env', 'MY_KEY'], { MY_KEY: 'serve-key' })
    expect(code).toBe(0)
    signal('SIGINT')
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('reports that a port is in use', async () => {
    const first = begin(['serve', '--port', '0'])
    const text = await first.says('Ctrl-C stops it.')
    const port = /:(\d+)\/v1/.exec(text)?.[1] ?? ''
    const { code, stderr } = await cli(['serve', '--port', port])
    expect(code).toBe(2)
    expect(stderr).toContain(`port ${port} of 127.0.0.1 is in use\ntry --port 0`)
  })

  it('behaves like a dialect, and prints its base URL', async () => {
    const { signal, says, ended } = begin(['serve', '--port', '0', '--dialect', 'ecnu-vl'])
    const text = await says('Ctrl-C stops it.')
    expect(text).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+\/open\/api\/v1, behaving like ecnu-vl$/m)
    signal('SIGINT')
    expect(await ended).toMatchObject({ code: 0 })
  })

  it.each([
    ['--list-faults', 'done-missing'],
    ['--list-variants', 'crlf'],
  ])('%s', async (flag, id) => {
    expect((await cli(['serve', flag])).stdout).toMatch(new RegExp(`^${id}`, 'm'))
  })
})
