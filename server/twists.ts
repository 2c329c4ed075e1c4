/** All dialects, faults and variants: every file of their folder is read, so the folder is the registry. */
import { readdir } from 'node:fs/promises'
import type { Dialect } from './dialect.ts'
import { nearest } from './nearest.ts'
import type { Fault, Variant } from './twist.ts'

/** The default exports of the files of a folder next to this file, in their order. */
async function readFiles<T>(folder: string): Promise<{ file: string; content: T }[]> {
  const place = new URL(`./${folder}/`, import.meta.url)
  const files = (await readdir(place)).filter((name) => /^[^_].*(?<!\.d)\.[jt]s$/.test(name)).sort()
  return Promise.all(files.map(async (file) => ({ file, content: (await import(new URL(file, place).href)).default })))
}

/** Reads all twists of a folder, by id in the order of the files. Two twists of one id are an error. */
async function readFolder<T>(folder: string): Promise<ReadonlyMap<string, T>> {
  const twists = new Map<string, T>()
  for (const { file, content } of await readFiles<Record<string, T>>(folder))
    for (const [id, twist] of Object.entries(content)) {
      if (twists.has(id)) throw new Error(`${folder}/${file} defines ${id}, which an earlier file defines already`)
      twists.set(id, twist)
    }
  return twists
}

let faults: Promise<ReadonlyMap<string, Fault>> | undefined
let variants: Promise<ReadonlyMap<string, Variant>> | undefined
let dialects: Promise<ReadonlyMap<string, Dialect>> | undefined

/** All dialects by id: each file defines one, and its name is the id. */
export function readDialects(): Promise<ReadonlyMap<string, Dialect>> {
  dialects ??= readFiles<Dialect>('dialects').then((files) => {
    const byId = new Map(files.map(({ file, content }) => [file.replace(/\.[jt]s$/, ''), content]))
    // Sorted again, because the file extension is part of the order of the files but not of the id.
    return new Map([...byId.keys()].sort().map((id) => [id, byId.get(id) as Dialect]))
  })
  return dialects
}

/** All faults by id. */
export function readFaults(): Promise<ReadonlyMap<string, Fault>> {
  faults ??= readFolder<Fault>('faults')
  return faults
}

/** All variants by id. */
export function readVariants(): Promise<ReadonlyMap<string, Variant>> {
  variants ??= readFolder<Variant>('variants')
  return variants
}

/** The twists with these ids; without ids nothing is read. An unknown id is an error that names the most similar ids. */
export async function choose<T>(
  read: () => Promise<ReadonlyMap<string, T>>,
  ids: readonly string[],
  what: string,
): Promise<T[]> {
  if (!ids.length) return []
  const known = await read()
  return ids.map((id) => {
    const twist = known.get(id)
    if (twist) return twist
    const near = nearest(id, [...known.keys()])
    throw new Error(`unknown ${what} '${id}'; the most similar are: ${near.join(', ')}`)
  })
}
