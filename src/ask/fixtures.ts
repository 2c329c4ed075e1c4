/** Puts the files that cases send along in the place of `{ $fixture: path, as: … }`. */
import { existsSync, readFileSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import { asObject, parseJson } from '../foundation/json.ts'
import { packageRoot } from '../foundation/paths.ts'
import type { Json, JsonObject } from '../model/index.ts'

/** The folder of the fixtures of the package. */
export const ownFixtures = join(packageRoot, 'fixtures')

/** Stands for the address under which fixtures are served; only the run knows it. */
export const FIXTURES_URL = '{{fixtures}}'

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
}

/** Media type of a fixture by its name. */
export function mediaTypeOf(path: string): string {
  return TYPES[extname(path)] ?? 'application/octet-stream'
}

/**
 * The value with every fixture in its place.
 * @param folders where to look, in order
 * @param say receives what is wrong with a reference
 */
export function fillFixtures(value: Json, folders: readonly string[], say: (message: string) => void): Json {
  if (Array.isArray(value)) return value.map((item: Json) => fillFixtures(item, folders, say))
  const members = asObject(value) as JsonObject | undefined
  if (!members) return value
  if ('$fixture' in members) return fixture(members, folders, say)
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, fillFixtures(member, folders, say)]))
}

function fixture(
  { $fixture: path, as, ...rest }: JsonObject,
  folders: readonly string[],
  say: (message: string) => void,
): Json {
  const form = as ?? (typeof path === 'string' && path.endsWith('.json') ? 'json' : 'data-uri')
  if (typeof path !== 'string' || Object.keys(rest).length || !isForm(form)) {
    say('a fixture is written { $fixture: path, as: data-uri | base64 | url | json | text }')
    return null
  }
  const inside = normalize(path)
  const file = inside.startsWith('..') ? undefined : folders.map((folder) => join(folder, inside)).find(existsSync)
  if (!file) {
    say(`there is no fixture ${path} in ${folders.join(' or ')}`)
    return null
  }
  return read(file, inside, form, say)
}

const FORMS = ['data-uri', 'base64', 'url', 'json', 'text'] as const
type Form = (typeof FORMS)[number]
const isForm = (value: unknown): value is Form => (FORMS as readonly unknown[]).includes(value)

function read(file: string, path: string, form: Form, say: (message: string) => void): Json {
  switch (form) {
    case 'url':
      return `${FIXTURES_URL}/${path.replaceAll('\\', '/')}`
    case 'base64':
      return readFileSync(file, 'base64')
    case 'data-uri':
      return `data:${mediaTypeOf(path)};base64,${readFileSync(file, 'base64')}`
    case 'text':
      return readFileSync(file, 'utf8')
    case 'json': {
      const json = parseJson(readFileSync(file, 'utf8'))
      if (json === undefined) say(`the fixture ${path} is not JSON`)
      return json ?? null
    }
  }
}
