/** Wrong lists of models and wrong model objects. */
import type { Loose, Refusal } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inModelList, inModels, setField } from './_places.ts'

/** Changes the 404 of GET /models/{id}. */
const onUnknownModel = (change: (refusal: Refusal) => Refusal | undefined) => ({
  refusal: (refusal: Refusal | undefined, { path }: { path: string }) =>
    path.startsWith('/models/') && refusal?.status === 404 ? change(refusal) : refusal,
})

const withPrefix = (id: string) => `models/${id}`

export default defineFaults({
  'models/list-shape': {
    'models-bare-array': { says: 'GET /models answers with a bare array.', models: ({ data }) => data },
  },
  'models/entry-shape': {
    'models-created-in-milliseconds': {
      says: 'The created of a model is in milliseconds.',
      ...inModels({ created: (seconds: number) => seconds * 1000 }),
    },
    'models-names-alone': {
      says: 'The list of models holds strings, not objects.',
      ...inModelList({ data: (models: Loose[]) => models.map(({ id }) => id) }),
    },
  },
  'models/created-plausible': {
    'models-created-zero': setField('model', 'created', 0),
    'models-created-in-future': {
      says: 'The created of a model is a year in the future.',
      ...inModels({ created: () => Math.floor(Date.now() / 1000) + 365 * 86_400 }),
    },
  },
  'models/created-stable': {
    'models-created-anew': {
      says: 'The created of a model is another one in every reply, as if it were the time of the request.',
      ...inModels((model, { count }) => (model.created += count)),
    },
  },
  'models/ids-unique': {
    'models-listed-twice': {
      says: 'Every model is listed twice.',
      ...inModelList({ data: (models: Loose[]) => [...models, ...models] }),
    },
    'models-nameless': {
      says: 'The list of models has a model whose id is an empty string.',
      ...inModelList({ data: (models: Loose[]) => [...models, { ...models[0], id: '' }] }),
    },
    'models-empty': setField('model-list', 'data', []),
  },
  'models/listed-model-usable': {
    'model-not-listed': {
      says: 'The model that answers is not in the list.',
      ...inModelList({ data: (models: Loose[]) => models.slice(1) }),
    },
    'model-listed-otherwise': {
      says: 'The listed ids have a prefix that requests must not have.',
      models: ({ data }) => {
        for (const model of data) model.id = withPrefix(model.id)
      },
    },
  },
  'models/retrieve': {
    'retrieve-another-model': {
      says: 'GET /models/{id} answers with the same model for every id.',
      model: (model) => {
        model.id = 'reference-mini'
      },
    },
    'retrieve-with-prefix': {
      says: 'GET /models/{id} answers with a path as id.',
      model: (model) => {
        model.id = withPrefix(model.id)
      },
    },
  },
  'models/retrieve-unknown': {
    'retrieve-unknown-found': {
      says: 'GET /models/{id} answers with a model for an unknown id.',
      ...onUnknownModel(() => undefined),
    },
    'retrieve-unknown-is-400': {
      says: 'GET /models/{id} answers an unknown id with status 400.',
      ...onUnknownModel((refusal) => ({ ...refusal, status: 400 })),
    },
  },
})
