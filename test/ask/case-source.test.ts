import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sourceOf } from '../../src/ask/case-source.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { aCase, aTurn } from '../support/cases.ts'

const placedIn = (file: string) => sourceOf(aCase('s/a', { place: { file, line: 3, column: 1 } })).file

it('the path of a bundled suite starts at the package root; another path stays unchanged', () => {
  expect(placedIn(join(packageRoot, 'suites', 's.yaml'))).toBe('suites/s.yaml')
  expect(placedIn('/elsewhere/s.yaml')).toBe('/elsewhere/s.yaml')
})

it('cases with the same requests have the same digest, whatever their name and position', () => {
  const digest = (...patch: Parameters<typeof aCase>) => sourceOf(aCase(...patch)).digest
  expect(digest('s/a', { title: 'Other words', yaml: 'x' })).toBe(digest('t/b'))
  expect(digest('s/a', { turns: [aTurn({ times: 2 })] })).not.toBe(digest('s/a'))
  expect(digest('s/a', { needs: ['stream'] })).not.toBe(digest('s/a'))
})
