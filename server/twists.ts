/** The dialects, faults and variants that there are: every file of their folder is read, so the folder is the list. */
import { readdir } from 'node:fs/promises'
import type { Dialect } from './dialect.ts'
import { nearest } from './nearest.ts'
import type { Fault, Variant } from './twist.ts'

/** What the files of a folder beside this one export, in their order. */
async function readFiles<T>(folder: string): Promise<{ file: string; held: T }[]> {
  const place = new URL(`./${folder}/`, import.meta.url)
  const files = (await readdir(place)).filter((name) => /^[^_].*(?<!\.d)\.[jt]s$/.test(name)).sort()
  return Promise.all(files.map(async (file) => ({ file, held: (await import(new URL(file, place).href)).default })))
}

/** Reads all twists of a folder, by id in the order of the files. Two twists of one id are an error. */
async function readFolder<T>(folder: string): Promise<ReadonlyMap<string, T>> {
  const twists = new Map<string, T>()
  for (const { file, held } of await readFiles<Record<string, T>>(folder))
    for (const [id, twist] of Object.entries(held)) {
      if (twists.has(id)) throw new Error(`${folder}/${file} has a twist ${id}, and so has a file before it`)
      twists.set(id, twist)
    }
  return twists
}

let faults: Promise<ReadonlyMap<string, Fault>> | undefined
let variants: Promise<ReadonlyMap<string, Variant>> | undefined
let dialects: Promise<ReadonlyMap<string, Dialect>> | undefined

/** All dialects by id: one in each file, which is named like it. */
export function readDialects(): Promise<ReadonlyMap<string, Dialect>> {
  dialects ??= readFiles<Dialect>('dialects').then((files) => {
    const byId = new Map(files.map(({ file, held }) => [file.replace(/\.[jt]s$/, ''), held]))
    // The ending of a file counts when files are sorted, and is no part of the id.
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

/** The twists of these ids; nothing is read for none. An unknown id is an error that names the nearest known ones. */
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
    throw new Error(`no ${what} is called '${id}'; the nearest are: ${near.join(', ')}`)
  })
}
