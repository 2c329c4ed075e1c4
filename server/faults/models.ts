/** Wrong lists of models. */
import type { Fault, Loose } from '../twist.ts'

/** Changes a model where it is listed and where it is retrieved. */
const everyModel = (change: (model: Loose) => void) => ({
  models: ({ data }: Loose) => data.forEach(change),
  model: (model: Loose) => change(model),
})

export default {
  'models-bare-array': {
    says: 'GET /models answers with the array alone.',
    breaks: 'models/list-shape',
    models: ({ data }) => data,
  },
  'models-created-in-milliseconds': {
    says: 'created of a model counts milliseconds.',
    breaks: 'models/entry-shape',
    ...everyModel((model) => {
      model.created *= 1000
    }),
  },
  'models-names-alone': {
    says: 'The list of models holds their names.',
    breaks: 'models/entry-shape',
    models: (list) => {
      list.data = list.data.map(({ id }: Loose) => id)
    },
  },
  'models-created-zero': {
    says: 'created of a model is 0.',
    breaks: 'models/created-plausible',
    ...everyModel((model) => {
      model.created = 0
    }),
  },
  'models-created-in-future': {
    says: 'created of a model is next year.',
    breaks: 'models/created-plausible',
    ...everyModel((model) => {
      model.created = Math.floor(Date.now() / 1000) + 365 * 86_400
    }),
  },
  'models-listed-twice': {
    says: 'Every model is listed twice.',
    breaks: 'models/ids-unique',
    models: (list) => {
      list.data = [...list.data, ...list.data]
    },
  },
  'models-empty': {
    says: 'The list of models is empty.',
    breaks: 'models/ids-unique',
    models: (list) => {
      list.data = []
    },
  },
  'model-not-listed': {
    says: 'The model that answers is not in the list.',
    breaks: 'models/listed-model-usable',
    models: (list) => {
      list.data = list.data.slice(1)
    },
  },
  'model-listed-otherwise': {
    says: 'Models are listed with a prefix that requests may not have.',
    breaks: 'models/listed-model-usable',
    models: ({ data }) => {
      for (const model of data) model.id = `models/${model.id}`
    },
  },
  'retrieve-another-model': {
    says: 'GET /models/{id} answers with the first model, whatever was asked for.',
    breaks: 'models/retrieve',
    model: (model) => {
      model.id = 'reference-mini'
    },
  },
  'retrieve-with-prefix': {
    says: 'GET /models/{id} answers with a path as id.',
    breaks: 'models/retrieve',
    model: (model) => {
      model.id = `models/${model.id}`
    },
  },
  'retrieve-unknown-found': {
    says: 'GET /models/{id} finds every model.',
    breaks: 'models/retrieve-unknown',
    refusal: (refusal, { path }) => (path.startsWith('/models/') && refusal?.status === 404 ? undefined : refusal),
  },
  'retrieve-unknown-is-400': {
    says: 'GET /models/{id} of an unknown model is refused with 400.',
    breaks: 'models/retrieve-unknown',
    refusal: (refusal, { path }) =>
      path.startsWith('/models/') && refusal?.status === 404 ? { ...refusal, status: 400 } : refusal,
  },
} satisfies Record<string, Fault>
