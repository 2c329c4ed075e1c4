import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const committed = join(import.meta.dirname, '../../fixtures')
const folder = mkdtempSync(join(tmpdir(), 'fixtures-'))

beforeAll(() => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/make-fixtures.mjs'), folder])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Files below a folder by their path in it. */
function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

describe('make-fixtures', () => {
  test('reproduces the committed files, byte for byte', () => {
    const made = filesIn(folder)
    expect(made.length).toBeGreaterThan(20)
    for (const path of made)
      expect(readFileSync(join(folder, path)).equals(readFileSync(join(committed, path))), path).toBe(true)
  })

  test('creates every file in the folders that it fills', () => {
    const made = filesIn(folder)
    const folders = new Set(made.map((path) => path.split('/')[0]))
    expect(filesIn(committed).filter((path) => folders.has(path.split('/')[0]))).toEqual(made)
  })
})
