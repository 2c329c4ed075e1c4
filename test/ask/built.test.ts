/** The built package loads its suites, profiles, APIs and schemas from data that the build wrote. That data has to equal the sources. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownApis } from '../../src/ask/apis.ts'
import { listProfiles, loadProfiles, loadSuites } from '../../src/ask/load.ts'
import { loadRules, ruleFolders } from '../../src/ask/registry.ts'
import { readBuilt } from '../../src/foundation/built.ts'
import { codeRoot } from '../../src/foundation/paths.ts'
import { schemaFiles } from '../../src/foundation/schemas.ts'
import type { Api, Profile } from '../../src/model/index.ts'

const dist = join(codeRoot, 'dist')
const fromDist = async <T>(file: string): Promise<T> => (await import(join(dist, 'src', file))) as T
const namesIn = (folder: string): string[] =>
  readdirSync(join(dist, 'built', folder))
    .map((name) => name.replace(/\.json$/, ''))
    .sort()
const builtData = (name: string): unknown => JSON.parse(readFileSync(join(dist, 'built', `${name}.json`), 'utf8'))

/** Functions of two loaded modules are never identical, so only their names are compared. */
const factsOf = ({ protocol, ...facts }: Api): object => ({ ...facts, protocol: Object.keys(protocol).sort() })
const described = ({ api, ...profile }: Profile): object => ({ ...profile, api: api.name })

describe('built data', () => {
  it('is not used when the sources run', () => {
    expect(readBuilt('rules')).toBeUndefined()
  })

  it('contains every suite, profile and API', () => {
    const suites = readdirSync(join(codeRoot, 'suites')).filter((name) => name.endsWith('.yaml'))
    expect(namesIn('suites').map((name) => `${name}.yaml`)).toEqual(suites.sort())
    expect(namesIn('profiles')).toEqual(listProfiles())
    expect(namesIn('apis')).toEqual([...ownApis.keys()])
  })

  it('gives the same cases', async () => {
    const built = await fromDist<typeof import('../../src/ask/load.ts')>('ask/load.js')
    expect(built.loadSuites()).toStrictEqual(loadSuites())
  })

  it('gives the same profiles', async () => {
    const built = await fromDist<typeof import('../../src/ask/load.ts')>('ask/load.js')
    expect(built.loadProfiles().map(described)).toStrictEqual(loadProfiles().map(described))
    expect(described(built.loadProfile('vllm'))).toStrictEqual(
      described(loadProfiles().find(({ name }) => name === 'vllm') as Profile),
    )
  })

  it('gives the same APIs', async () => {
    const built = await fromDist<typeof import('../../src/ask/apis.ts')>('ask/apis.js')
    expect([...built.ownApis.values()].map(factsOf)).toStrictEqual([...ownApis.values()].map(factsOf))
  })

  it('gives the same rules', async () => {
    expect(Object.entries(builtData('rules') as object)).toEqual(
      [...ruleFolders()].map(([id, folder]) => [id, folder.replaceAll('\\', '/')]),
    )
    const built = await fromDist<typeof import('../../src/ask/registry.ts')>('ask/registry.js')
    const sources = await loadRules()
    expect([...(await built.loadRules()).values()].map(({ api }) => api)).toEqual(
      [...sources.values()].map(({ api }) => api),
    )
  })

  it('gives the same schemas', () => {
    const sources = [...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as unknown])
    expect(builtData('schemas')).toStrictEqual(Object.fromEntries(sources))
  })
})
