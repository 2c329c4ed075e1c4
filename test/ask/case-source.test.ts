import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sourceOf } from '../../src/ask/case-source.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { aCase, aTurn } from '../support/cases.ts'

const placedIn = (file: string) => sourceOf(aCase('s/a', { place: { file, line: 3, column: 1 } })).file

it('a suite that comes along is named from the root of the package, another one as it is', () => {
  expect(placedIn(join(packageRoot, 'suites', 's.yaml'))).toBe('suites/s.yaml')
  expect(placedIn('/elsewhere/s.yaml')).toBe('/elsewhere/s.yaml')
})

it('cases that ask the same have the same digest, whatever they are called and wherever they stand', () => {
  const digest = (...patch: Parameters<typeof aCase>) => sourceOf(aCase(...patch)).digest
  expect(digest('s/a', { title: 'Other words', yaml: 'x' })).toBe(digest('t/b'))
  expect(digest('s/a', { turns: [aTurn({ times: 2 })] })).not.toBe(digest('s/a'))
  expect(digest('s/a', { needs: ['stream'] })).not.toBe(digest('s/a'))
})
