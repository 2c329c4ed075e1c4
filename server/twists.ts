/** The faults and variants that there are: every file of their folder is read, so the folder is the list. */
import { readdir } from 'node:fs/promises'
import { nearest } from './nearest.ts'
import type { Fault, Variant } from './twist.ts'

/** Reads all twists of a folder beside this file, by id in the order of the files. Two twists of one id are an error. */
async function readFolder<T>(folder: string): Promise<ReadonlyMap<string, T>> {
  const place = new URL(`./${folder}/`, import.meta.url)
  const files = (await readdir(place)).filter((name) => /^[^_].*(?<!\.d)\.[jt]s$/.test(name)).sort()
  const modules = await Promise.all(files.map((name) => import(new URL(name, place).href)))
  const twists = new Map<string, T>()
  for (const [i, { default: held }] of modules.entries())
    for (const [id, twist] of Object.entries<T>(held)) {
      if (twists.has(id)) throw new Error(`${folder}/${files[i]} has a twist ${id}, and so has a file before it`)
      twists.set(id, twist)
    }
  return twists
}

let faults: Promise<ReadonlyMap<string, Fault>> | undefined
let variants: Promise<ReadonlyMap<string, Variant>> | undefined

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
