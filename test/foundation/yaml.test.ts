import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../src/foundation/yaml.ts'
import { folderOf } from '../support/folder.ts'

/** The mistakes in a file with this content, without its name. */
function mistakesIn(text: string, schema = 'baseline.json'): string[] {
  const file = join(folderOf({ 'a.yaml': text }), 'a.yaml')
  return readYaml(file, schema).mistakes.map((mistake) => mistake.replace(`${file}:`, ''))
}

describe('the mistakes in a YAML file', () => {
  it('are all reported: a repeated key hides neither an unknown key nor a bad date', () => {
    const text = [
      'format: chat-conformance/baseline',
      'version: 1',
      'known:',
      '  - rule: a/b',
      '    case: c/d',
      '    rule: a/c',
      '    reason: later',
      '    until: soon',
      'notes: x',
      'version: 1',
    ].join('\n')
    expect(mistakesIn(text)).toEqual([
      '6:5 the key "rule" is repeated; it is already in line 4',
      expect.stringMatching(/^8:5 known\.0\.until .*date/),
      expect.stringMatching(/^9:1 the file has an unknown key "notes"/),
      '10:1 the key "version" is repeated; it is already in line 2',
    ])
  })

  it.each<[string, string, readonly unknown[]]>([
    [
      'a repeated key in a flow map',
      'format: chat-conformance/baseline\nversion: 1\nknown: [{ rule: a/b, case: c, reason: x, case: d }]\n',
      ['3:42 the key "case" is repeated; it is already in line 3'],
    ],
    ['broken syntax', 'known: [\n', [expect.stringMatching(/^2:1 /)]],
    [
      'an alias without an anchor',
      'format: chat-conformance/baseline\nversion: *v\nknown: []\n',
      ['2:10 *v has no anchor: expected &v above it'],
    ],
    [
      'an alias inside its own anchor',
      'format: chat-conformance/baseline\nversion: 1\nknown: &k [*k]\n',
      ['3:12 *k is inside the value of its own anchor &k'],
    ],
    ['a second document', 'a: 1\n---\nb: 2\n', ['2:1 a second document begins; expected one']],
  ])('include %s', (_, text, expected) => {
    expect(mistakesIn(text)).toEqual(expected)
  })

  it('include a file that does not exist', () => {
    expect(readYaml('/no/such.yaml', 'baseline.json').mistakes).toEqual([
      expect.stringMatching(/^\/no\/such\.yaml:1:1 ENOENT/),
    ])
  })
})
