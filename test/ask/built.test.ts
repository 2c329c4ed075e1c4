/** The built package takes its own suites, profiles, APIs and schemas from data that the build wrote; they are those of the sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownApis } from '../../src/ask/apis.ts'
import { loadProfiles, loadSuites } from '../../src/ask/load.ts'
import { readBuilt } from '../../src/foundation/built.ts'
import { codeRoot } from '../../src/foundation/paths.ts'
import { schemaFiles } from '../../src/foundation/schemas.ts'
import type { Api, Profile } from '../../src/model/index.ts'

const dist = join(codeRoot, 'dist')
const fromDist = async <T>(file: string): Promise<T> => (await import(join(dist, 'src', file))) as T
const builtFile = (name: string): string => join(dist, 'built', `${name}.json`)
const namesIn = (name: string): string[] => Object.keys(JSON.parse(readFileSync(builtFile(name), 'utf8')) as object)

/** Code of two modules differs by identity. */
const factsOf = ({ protocol, ...facts }: Api): object => ({ ...facts, protocol: Object.keys(protocol).sort() })
const described = ({ api, ...profile }: Profile): object => ({ ...profile, api: api.name })

describe('built data', () => {
  it('are not used by the sources', () => {
    expect(readBuilt('suites')).toBeUndefined()
  })

  it('hold every suite, profile, API and schema', () => {
    const suites = readdirSync(join(codeRoot, 'suites')).filter((name) => name.endsWith('.yaml'))
    expect(namesIn('suites').map((name) => `${name}.yaml`)).toEqual(suites.sort())
    expect(namesIn('profiles')).toEqual(loadProfiles().map(({ name }) => name))
    expect(namesIn('apis')).toEqual([...ownApis.keys()])
    expect(existsSync(builtFile('schemas'))).toBe(true)
  })

  it('give the same cases', async () => {
    const built = await fromDist<typeof import('../../src/ask/load.ts')>('ask/load.js')
    expect(built.loadSuites()).toStrictEqual(loadSuites())
  })

  it('give the same profiles', async () => {
    const built = await fromDist<typeof import('../../src/ask/load.ts')>('ask/load.js')
    expect(built.loadProfiles().map(described)).toStrictEqual(loadProfiles().map(described))
    expect(described(built.loadProfile('vllm'))).toStrictEqual(
      described(loadProfiles().find(({ name }) => name === 'vllm') as Profile),
    )
  })

  it('give the same APIs', async () => {
    const built = await fromDist<typeof import('../../src/ask/apis.ts')>('ask/apis.js')
    expect([...built.ownApis.values()].map(factsOf)).toStrictEqual([...ownApis.values()].map(factsOf))
  })

  it('give the same schemas', () => {
    const sources = [...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as unknown])
    expect(JSON.parse(readFileSync(builtFile('schemas'), 'utf8'))).toStrictEqual(Object.fromEntries(sources))
  })
})
