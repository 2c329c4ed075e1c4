import { describe, expect, it } from 'vitest'
import { listProfiles, loadProfile } from '../../src/ask/profile.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { UsageError } from '../../src/foundation/usage-error.ts'
import { folderOf } from '../support/folder.ts'

const rules = await loadRules()

/** Path of a profile with this content. */
function written(text: string, name = 'mine.yaml'): string {
  return `${folderOf({ [name]: text })}/${name}`
}

function mistakes(text: string): string {
  const file = written(text)
  try {
    loadProfile(file, rules)
  } catch (error) {
    return (error as Error).message.replaceAll(file, 'mine.yaml')
  }
  return 'none'
}

describe('the bundled profiles', () => {
  it.each(listProfiles())('%s has no mistake and tolerates only existing rules', (name) => {
    expect(loadProfile(name, rules).name).toBe(name)
  })
})

describe('a profile of the user', () => {
  it('is named by its path and inherits from its base', () => {
    const file = written('title: Mine\nextends: compatible\nlacks: [vision]\nadapt: { keyHeader: x-key }\n')
    const { name, lacks, adapt, tolerate } = loadProfile(file)
    expect({ name, lacks, adapt }).toEqual({
      name: 'mine',
      lacks: ['vision'],
      adapt: { rename: {}, add: {}, parts: {}, query: {}, keyHeader: 'x-key' },
    })
    expect(tolerate).toEqual(loadProfile('compatible').tolerate)
  })

  it('inherits from another file, whose path is relative to the file that extends it', () => {
    const folder = folderOf({
      'teams/mine.yaml': 'title: Mine\nextends: ../base.yaml\nlacks: [vision]\n',
      'base.yaml': 'title: Base\nextends: teams/deeper.yaml\nlacks: [tools]\n',
      'teams/deeper.yaml': 'title: Deeper\nextends: llama.cpp\nadapt: { keyHeader: x-key }\n',
    })
    const { name, lacks, adapt, tolerate } = loadProfile(`${folder}/teams/mine.yaml`, rules)
    const base = loadProfile('llama.cpp')
    expect({ name, lacks }).toEqual({ name: 'mine', lacks: [...new Set([...base.lacks, 'tools', 'vision'])] })
    expect(adapt.keyHeader).toBe('x-key')
    expect(tolerate).toEqual(base.tolerate)
  })

  it('expects the deviations that it tolerates itself, but not those of a permissive base', () => {
    const tolerated = '{ rule: chunk/object-const, reason: it is so, source: seen }'
    const { tolerate } = loadProfile(written(`title: Mine\nextends: compatible\ntolerate: [${tolerated}]\n`))
    expect(tolerate.filter(({ expected }) => expected).map(({ rule }) => rule)).toEqual(['chunk/object-const'])
  })

  it('may declare a capability that its base lacks', () => {
    const base = loadProfile('fastchat-vllm')
    expect(base.lacks).toContain('tools')
    const heir = loadProfile(written('title: Mine\nextends: fastchat-vllm\npromises: [tools]\n'))
    expect(heir.lacks).toEqual(base.lacks.filter((name) => name !== 'tools'))
    expect(heir.promises).toContain('tools')
  })

  it('inherits what does not depend on a model, or replaces it', () => {
    const { modelFree } = loadProfile('protocol')
    expect(loadProfile(written('title: Mine\nextends: protocol\n')).modelFree).toEqual(modelFree)
    const own = { capabilities: ['stream'], rules: ['chunk'] }
    const text = 'title: Mine\nextends: protocol\nmodelFree: { capabilities: [stream], rules: [chunk] }\n'
    expect(loadProfile(written(text)).modelFree).toEqual(own)
    expect(loadProfile('compatible')).not.toHaveProperty('modelFree')
  })
})

describe('mistakes in a profile', () => {
  it.each([
    ['an unknown key', 'title: Mine\nlack: [tools]\n', /mine\.yaml:2:1 .*lack/],
    ['a missing title', 'lacks: [tools]\n', /mine\.yaml:1:1 .*title/],
    [
      'an unknown rule',
      'title: M\ntolerate:\n  - { rule: chunk/object-cons, reason: r, source: s }\n',
      /mine\.yaml:3:7 there is no rule chunk\/object-cons; did you mean chunk\/object-const/,
    ],
    [
      'a pattern that no rule matches',
      'title: M\nmodelFree:\n  capabilities: [stream]\n  rules: [chunk]\n  except: [chunk/object-cons]\n',
      /mine\.yaml:5:12 no rule matches chunk\/object-cons; did you mean chunk\/object-const/,
    ],
    [
      'an unknown capability without a model',
      'title: M\nmodelFree:\n  capabilities: [streams]\n  rules: [chunk]\n',
      /mine\.yaml:3:18 there is no capability "streams"; did you mean stream/,
    ],
    ['an unknown base', 'title: M\nextends: compatibel\n', /mine\.yaml:2:1 there is no profile compatibel; did/],
    [
      'an invalid JSONPath',
      "title: M\nlimits:\n  - { says: no, at: '$[', is: false, source: s }\n",
      /mine\.yaml:3:\d+ "\$\[" is not a JSONPath/,
    ],
    [
      'an invalid schema',
      'title: M\nextensions:\n  - { at: /x, is: { type: text }, about: a, source: s }\n',
      /mine\.yaml:3:\d+ is not a JSON Schema/,
    ],
    ['invalid YAML', 'title: [\n', /mine\.yaml:\d+:\d+ /],
  ])('%s', (_, text, message) => {
    expect(mistakes(text)).toMatch(message)
  })

  /** The error message about a.yaml in a folder with these files, with file names in place of paths. */
  function mistakesIn(files: Readonly<Record<string, string>>): string {
    const folder = folderOf(files)
    let message = 'none'
    try {
      loadProfile(`${folder}/a.yaml`, rules)
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError)
      message = (error as Error).message.replaceAll(`${folder}/`, '')
    }
    return message
  }

  it('two files that extend each other', () => {
    expect(mistakesIn({ 'a.yaml': 'title: A\nextends: b.yaml\n', 'b.yaml': 'title: B\nextends: ./a.yaml\n' })).toBe(
      'the profile b.yaml has mistakes:\nb.yaml:2:1 extends itself: a.yaml → b.yaml → a.yaml',
    )
    expect(mistakesIn({ 'a.yaml': 'title: A\nextends: a.yaml\n' })).toContain(
      'a.yaml:2:1 extends itself: a.yaml → a.yaml',
    )
  })

  it('a base file that does not exist', () => {
    expect(mistakesIn({ 'a.yaml': 'title: A\nextends: sub/b.yaml\n' })).toBe(
      'the profile a.yaml has mistakes:\na.yaml:2:1 there is no file sub/b.yaml with a profile',
    )
  })

  it('a mistake in a base file is reported in that file', () => {
    expect(mistakesIn({ 'a.yaml': 'title: A\nextends: b.yaml\n', 'b.yaml': 'title: B\nlack: [tools]\n' })).toMatch(
      /^the profile b\.yaml has mistakes:\nb\.yaml:2:1 .*lack/,
    )
  })

  it('a file that does not exist', () => {
    expect(() => loadProfile('./nowhere.yaml')).toThrow('there is no file ./nowhere.yaml with a profile')
  })

  it('a name that does not exist', () => {
    expect(() => loadProfile('opnai')).toThrow(/there is no profile "opnai"; did you mean openai/)
  })
})
