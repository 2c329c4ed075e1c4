// Reads our own suites, profiles, APIs and schemas, checks and expands them, and writes the result into dist/built/, with the
// list of rules. The loaders take it from there: parsing the YAML takes several times as long as a run of one case. dist/ has
// just been compiled and has no such data yet, so here the loaders read the files.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownApis } from '../dist/src/ask/apis.js'
import { loadProfiles, loadSuites } from '../dist/src/ask/load.js'
import { ruleFolders } from '../dist/src/ask/registry.js'
import { schemaFiles } from '../dist/src/foundation/schemas.js'

const built = new Map()

const suites = new Map()
for (const one of loadSuites()) {
  // The loader adds the file: its path is another one on each machine.
  const { file: _, ...place } = one.place
  suites.set(one.suite, [...(suites.get(one.suite) ?? []), { ...one, place }])
}
for (const [name, cases] of suites) built.set(`suites/${name}`, cases)

for (const profile of loadProfiles()) built.set(`profiles/${profile.name}`, { ...profile, api: profile.api.name })

// The protocol is code.
for (const { protocol: _, ...facts } of ownApis.values()) built.set(`apis/${facts.name}`, facts)

const folders = [...ruleFolders()].map(([id, folder]) => [id, folder.replaceAll('\\', '/')])
built.set('rules', Object.fromEntries(folders))

const schemas = [...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))])
built.set('schemas', Object.fromEntries(schemas))

// Everything has been read before anything is written.
for (const [name, data] of built) {
  const file = fileURLToPath(new URL(`../dist/built/${name}.json`, import.meta.url))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(data)}\n`)
}
