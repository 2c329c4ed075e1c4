import type { Tables } from '../support/rule.ts'
import {
  A_MODEL,
  aCompletion,
  completion,
  conversation,
  errorReply,
  model,
  models,
  SENT_AT,
  stream,
} from '../support/seen.ts'

const listing = (...entries: unknown[]) => models({ object: 'list', data: entries })
const entry = (patch: Record<string, unknown>) => ({ ...A_MODEL, ...patch })

const asking = (name: string, as = name) => completion(aCompletion({ model: as }), { ask: { model: name } })

export default {
  'models/list-shape': {
    pass: {
      'a list': models(),
      'an empty list': listing(),
      'members of a vendor': models({ object: 'list', data: [A_MODEL], models: [], has_more: false }),
    },
    fail: {
      'a bare array': [models([A_MODEL]), ''],
      'no object': [models({ data: [A_MODEL] }), '/object'],
      'no data': [models({ object: 'list', models: [A_MODEL] }), '/data'],
      'null data': [models({ object: 'list', data: null }), '/data'],
    },
  },

  'models/entry-shape': {
    pass: {
      'an entry': models(),
      'members of a vendor': listing(entry({ max_model_len: 4096, permission: [], root: null })),
      'a day of its end': model(entry({ shutdown_date: '2027-01-31' })),
      'no day of its end': model(entry({ shutdown_date: null })),
      'created 0 is named by another rule': listing(entry({ created: 0 })),
    },
    fail: {
      'no created and no owner': [
        listing(entry({ created: undefined, owned_by: undefined })),
        '/data/0/created',
        '/data/0/owned_by',
      ],
      'another object': [model(entry({ object: 'models' })), '/object'],
      'a name alone': [listing(A_MODEL, 'reference-2'), '/data/1'],
      milliseconds: [listing(entry({ created: SENT_AT })), '/data/0/created'],
      'a day that is none': [model(entry({ shutdown_date: 'soon' })), '/shutdown_date'],
    },
  },

  'models/created-plausible': {
    pass: {
      'the past': models(),
      'the start of the server': listing(entry({ created: SENT_AT / 1000 })),
      'milliseconds are named by another rule': listing(entry({ created: SENT_AT })),
    },
    fail: {
      '0': [listing(A_MODEL, entry({ id: 'b', created: 0 })), '/data/1/created'],
      'the future': [model(entry({ created: SENT_AT / 1000 + 90_000 })), '/created'],
    },
  },

  'models/ids-unique': {
    pass: {
      one: models(),
      two: listing(A_MODEL, entry({ id: 'b' })),
      'no array is named by another rule': models({ object: 'list' }),
    },
    fail: {
      'an empty list': [listing(), '/data'],
      'one twice': [listing(A_MODEL, entry({ id: 'b' }), A_MODEL), '/data/2/id'],
    },
  },

  'models/listed-model-usable': {
    pass: {
      'listed and answering': conversation(models(), asking('reference-1')),
      'an alias of a listed model': conversation(models(), asking('latest', 'reference-1')),
      'no list': conversation(asking('secret')),
      'an unknown model that is refused': conversation(
        models(),
        errorReply(404, undefined, { ask: { model: 'none' } }),
      ),
      'a model that is not asked to answer': conversation(models(), errorReply(404, undefined, { owed: 'refusal' })),
    },
    fail: {
      'listed and refused': [
        conversation(models(), errorReply(404, undefined, { owed: 'success' })),
        '/replies/1/status',
      ],
      'answering and not listed': [conversation(models(), asking('secret')), '/replies/1/model'],
      'an empty list': [conversation(listing(), stream()), '/replies/1/model'],
    },
  },

  'models/retrieve': {
    pass: {
      'the model': model(),
      'members of a vendor': model(entry({ parent: null })),
      'no id is named by another rule': model(entry({ id: undefined })),
    },
    fail: {
      'another model': [model(entry({ id: 'reference-2' })), '/id'],
      'a path': [model(entry({ id: 'models/reference-1' })), '/id'],
    },
  },
} satisfies Tables
