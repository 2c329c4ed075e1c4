import type { Tables } from '../support/rule.ts'
import {
  A_MODEL,
  aCompletion,
  completion,
  conversation,
  errorReply,
  model,
  models,
  run,
  SENT_AT,
  stream,
} from '../support/seen.ts'

const listing = (...entries: unknown[]) => models({ object: 'list', data: entries })
const entry = (patch: Record<string, unknown>) => ({ ...A_MODEL, ...patch })

const asking = (name: string, as = name) => completion(aCompletion({ model: as }), { ask: { model: name } })

export default {
  'models/list-shape': {
    pass: {
      'a model list': models(),
      'an empty list': listing(),
      'vendor extension fields': models({ object: 'list', data: [A_MODEL], models: [], has_more: false }),
    },
    fail: {
      'a bare array': [models([A_MODEL]), ''],
      'no object': [models({ data: [A_MODEL] }), '/object'],
      'no data': [models({ object: 'list', models: [A_MODEL] }), '/data'],
      'data null': [models({ object: 'list', data: null }), '/data'],
    },
  },

  'models/entry-shape': {
    pass: {
      'a valid entry': models(),
      'vendor extension fields': listing(entry({ max_model_len: 4096, permission: [], root: null })),
      'a shutdown date': model(entry({ shutdown_date: '2027-01-31' })),
      'shutdown date null': model(entry({ shutdown_date: null })),
      'created 0 (another rule)': listing(entry({ created: 0 })),
    },
    fail: {
      'no created and no owned_by': [
        listing(entry({ created: undefined, owned_by: undefined })),
        '/data/0/created',
        '/data/0/owned_by',
      ],
      'another object type': [model(entry({ object: 'models' })), '/object'],
      'a name in place of an object': [listing(A_MODEL, 'reference-2'), '/data/1'],
      'created in milliseconds': [listing(entry({ created: SENT_AT })), '/data/0/created'],
      'an invalid shutdown date': [model(entry({ shutdown_date: 'soon' })), '/shutdown_date'],
    },
  },

  'models/created-plausible': {
    pass: {
      'a time in the past': models(),
      'the start time of the server': listing(entry({ created: SENT_AT / 1000 })),
      'milliseconds (another rule)': listing(entry({ created: SENT_AT })),
    },
    fail: {
      '0': [listing(A_MODEL, entry({ id: 'b', created: 0 })), '/data/1/created'],
      'a time in the future': [model(entry({ created: SENT_AT / 1000 + 90_000 })), '/created'],
    },
  },

  'models/created-stable': {
    pass: {
      'the same time': run({ dated: [['a', 5]] }, {}, { dated: [['a', 5]] }),
      'several models with their own times': run(
        {
          dated: [
            ['a', 5],
            ['b', 9],
          ],
        },
        {
          dated: [
            ['b', 9],
            ['a', 5],
          ],
        },
      ),
      'one list': run({ dated: [['a', 5]] }),
    },
    fail: {
      'the time of the request': [run({ dated: [['a', 5]] }, {}, { dated: [['a', 65]] }), '/replies/2/created'],
      'the second model of a list': [
        run(
          {
            dated: [
              ['a', 5],
              ['b', 9],
            ],
          },
          {
            dated: [
              ['a', 5],
              ['b', 10],
            ],
          },
        ),
        '/replies/1/created',
      ],
    },
  },

  'models/ids-unique': {
    pass: {
      'one model': models(),
      'two models': listing(A_MODEL, entry({ id: 'b' })),
      'data is not an array (another rule)': models({ object: 'list' }),
    },
    fail: {
      'an empty array': [listing(), '/data'],
      'the same id twice': [listing(A_MODEL, entry({ id: 'b' }), A_MODEL), '/data/2/id'],
      'an empty id': [listing(A_MODEL, entry({ id: '' }), entry({ id: '' })), '/data/1/id'],
    },
  },

  'models/listed-model-usable': {
    pass: {
      'listed and usable': conversation(models(), asking('reference-1')),
      'an alias of a listed model': conversation(models(), asking('latest', 'reference-1')),
      'no model list': conversation(asking('secret')),
      'an unlisted model refused': conversation(models(), errorReply(404, undefined, { ask: { model: 'none' } })),
      'a listed model in a request that expects a refusal': conversation(
        models(),
        errorReply(404, undefined, { owed: 'refusal' }),
      ),
    },
    fail: {
      'listed but refused': [
        conversation(models(), errorReply(404, undefined, { owed: 'success' })),
        '/replies/1/status',
      ],
      'usable but not listed': [conversation(models(), asking('secret')), '/replies/1/model'],
      'usable although the list is empty': [conversation(listing(), stream()), '/replies/1/model'],
    },
  },

  'models/retrieve': {
    pass: {
      'the requested model': model(),
      'vendor extension fields': model(entry({ parent: null })),
      'no id (another rule)': model(entry({ id: undefined })),
    },
    fail: {
      'another model': [model(entry({ id: 'reference-2' })), '/id'],
      'the name with a path': [model(entry({ id: 'models/reference-1' })), '/id'],
    },
  },
} satisfies Tables
