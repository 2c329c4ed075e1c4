/** What the contract allows, but breaks programs that were copied from a manual. */
import { defineFaults } from './_define.ts'
import { inChunkChoices } from './_places.ts'

export default defineFaults({
  'clients/data-lines-only': {
    'comments-between-events': {
      says: 'A comment is sent before every event of a stream.',
      frames: (frames) => frames.map((frame) => `: keep-alive\n\n${frame}`),
    },
  },
  'clients/content-in-every-delta': {
    'deltas-without-empty-content': {
      says: 'Deltas leave out a content that is an empty string.',
      ...inChunkChoices(({ delta }) => delta.content === '' && delete delta.content),
    },
  },
})
