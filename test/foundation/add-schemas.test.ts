import { expect, it } from 'vitest'
import { addSchemas, violations } from '../../src/foundation/schemas.ts'
import { folderOf } from '../support/folder.ts'

const schemaOf = (id: string) =>
  JSON.stringify({ $id: id, 'x-rule': 'a/b', type: 'object', required: ['x'], properties: { x: true } })

it('schemas of another folder are found after it is added, also if it is added twice', () => {
  const folder = folderOf({ 'own-thing.json': schemaOf('own-thing.json') })
  expect(() => violations('own-thing.json', {})).toThrow('there is no schema own-thing.json')
  for (let i = 0; i < 2; i++) addSchemas(folder)
  expect(violations('own-thing.json', {})).toEqual([{ rule: 'a/b', at: '/x', message: 'is missing' }])
})

it('a schema cannot reuse the name of another', () => {
  const folder = folderOf({ 'error.json': schemaOf('error.json') })
  expect(() => addSchemas(folder)).toThrow(/error\.json: there is another schema of that name/)
})
