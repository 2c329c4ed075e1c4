// Reads our own suites, profiles, APIs and schemas, checks and expands them, and writes the result into dist/built/. The loaders
// take it from there: parsing the YAML takes several times as long as a run of one case. dist/ has just been compiled and has
// no such data yet, so here the loaders read the files.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { ownApis } from '../dist/src/ask/apis.js'
import { loadProfiles, loadSuites } from '../dist/src/ask/load.js'
import { schemaFiles } from '../dist/src/foundation/schemas.js'

const folder = new URL('../dist/built/', import.meta.url)

// Everything is read before anything is written.
const suites = {}
for (const one of loadSuites()) {
  // The loader adds the file: its path is another one on each machine.
  const { file: _, ...place } = one.place
  suites[one.suite] ??= []
  suites[one.suite].push({ ...one, place })
}
const built = {
  suites,
  profiles: byName(loadProfiles().map((profile) => ({ ...profile, api: profile.api.name }))),
  // The protocol is code.
  apis: byName([...ownApis.values()].map(({ protocol: _, ...facts }) => facts)),
  schemas: Object.fromEntries([...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))])),
}

mkdirSync(folder)
for (const [name, data] of Object.entries(built))
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(data)}\n`)

function byName(list) {
  return Object.fromEntries(list.map((one) => [one.name, one]))
}
