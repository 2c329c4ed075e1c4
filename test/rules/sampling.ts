/** The parameters that decide how tokens are drawn, and null in place of any parameter. */
import { calling, PARIS } from '../support/calls.ts'
import type { Tables } from '../support/rule.ts'
import { conversation } from '../support/seen.ts'
import { refused, said, streamed } from '../support/talks.ts'

const CONTENT = '/choices/0/message/content'
const GREEDY = { temperature: 0 }

const SEEDED = { seed: 42, temperature: 1 }
/** A server that repeats itself where nothing is drawn. */
const REPEATED = ['x', 'x', 'x'].map((text) => said({ ...SEEDED, temperature: 0 }, text))
const print = (fp: string) => ({ system_fingerprint: fp })

const BIASED = { ...GREEDY, logit_bias: { '1000': 100 } }
const WORDS = 'alpha bravo charlie delta'

export default {
  'params/null-accepted': {
    pass: {
      accepted: conversation(said({}), said({ max_tokens: null, stop: null })),
      'null where it is not allowed': conversation(said({}), refused({ tools: null })),
      'refused for another parameter': conversation(said({}), refused({ max_tokens: null, top_p: 0.5 })),
      'the server is busy once': conversation(said({}), refused({ max_tokens: null }, 503)),
      'null refused once and accepted once': conversation(said({}), refused({ seed: null }), said({ seed: null })),
    },
    fail: {
      'null refused': [conversation(said({}), refused({ max_tokens: null }, 422)), '/replies/1/status'],
      'null answered with 500': [conversation(refused({ stop: null }, 500), said({})), '/replies/0/status'],
    },
  },

  'params/seed-accepted': {
    pass: {
      accepted: conversation(said({ seed: 1 }), said({ seed: -1 })),
      'all refused': conversation(refused({ seed: 1 }), refused({ seed: -1 })),
      'a string refused': conversation(said({ seed: 1 }), refused({ seed: 'x' })),
    },
    fail: {
      'a negative seed refused': [conversation(said({ seed: 1 }), refused({ seed: -1 }, 422)), '/replies/1/status'],
      'seed 0 refused': [conversation(refused({ seed: 0 }), said({ seed: 42 })), '/replies/0/status'],
    },
  },

  'params/seed-reproducible': {
    pass: {
      'two of three replies agree': conversation(said(SEEDED, 'a'), said(SEEDED, 'b'), said(SEEDED, 'a'), ...REPEATED),
      'only two replies': conversation(said(SEEDED, 'a'), said(SEEDED, 'b'), ...REPEATED),
      'another system_fingerprint': conversation(
        said(SEEDED, 'a', print('1')),
        said(SEEDED, 'b', print('1')),
        said(SEEDED, 'c', print('2')),
        ...REPEATED,
      ),
      'temperature 0, where nothing is drawn': conversation(
        ...['a', 'b', 'c'].map((text) => said({ ...SEEDED, temperature: 0 }, text)),
      ),
      'nothing shows that the server ever repeats itself': conversation(
        said(SEEDED, 'a'),
        said(SEEDED, 'b'),
        said(SEEDED, 'c'),
      ),
      'a server that does not repeat itself at temperature 0 either': conversation(
        ...['a', 'b', 'c'].map((text) => said(SEEDED, text)),
        ...['a', 'a', 'b'].map((text) => said({ ...SEEDED, temperature: 0 }, text)),
      ),
      'no seed': conversation(said({}, 'a'), said({}, 'b'), said({}, 'c'), ...REPEATED),
      'only the ids of tool calls differ': conversation(
        ...['x', 'y', 'z'].map((id) => calling([{ ...PARIS, id }], SEEDED)),
      ),
    },
    fail: {
      'three different answers': [
        conversation(said(SEEDED, 'a'), said(SEEDED, 'b'), said(SEEDED, 'c'), ...REPEATED),
        `/replies/2${CONTENT}`,
      ],
      'three different answers, one in a stream': [
        conversation(
          said(SEEDED, 'a'),
          streamed({ ...SEEDED, stream_options: undefined }, 'b'),
          said(SEEDED, 'c'),
          ...REPEATED,
        ),
        `/replies/2${CONTENT}`,
      ],
    },
  },

  'params/logit-bias-has-effect': {
    pass: {
      'one word repeated': conversation(said(GREEDY, WORDS), said(BIASED, 'the the the the')),
      'the same single word': conversation(said(GREEDY, 'yes'), said(BIASED, 'yes')),
      sampled: conversation(said({}, WORDS), said({ logit_bias: { '1000': 100 } }, WORDS)),
      'another bias in the other request': conversation(
        said({ ...GREEDY, logit_bias: { '7': 5 } }, WORDS),
        said(BIASED, WORDS),
      ),
      'a negative bias': conversation(said(GREEDY, WORDS), said({ ...GREEDY, logit_bias: { '1000': -100 } }, WORDS)),
    },
    fail: {
      'the same text with logit_bias': [conversation(said(GREEDY, WORDS), said(BIASED, WORDS)), `/replies/1${CONTENT}`],
      'the same text, the request with logit_bias first': [
        conversation(streamed(BIASED, WORDS), said(GREEDY, WORDS)),
        `/replies/0${CONTENT}`,
      ],
      'an empty logit_bias in the other request': [
        conversation(said({ ...GREEDY, logit_bias: {} }, WORDS), said(BIASED, WORDS)),
        `/replies/1${CONTENT}`,
      ],
    },
  },
} satisfies Tables
