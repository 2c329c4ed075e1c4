import type { RuleTable, Tables } from '../support/rule.ts'
import { conversation } from '../support/seen.ts'
import { costing, refused, said, user } from '../support/talks.ts'

type Body = Record<string, unknown>

const text = (words: string) => ({ type: 'text', text: words })
const uri = (type: string, data: Buffer) => `data:${type};base64,${data.toString('base64')}`
const image = (url: string, patch: Body = {}) => ({ type: 'image_url', image_url: { url, ...patch } })

/** A PNG by its frame only: signature, size, `filling` bytes, end. */
function png(side = 64, filling = 20): Buffer {
  const head = Buffer.alloc(24)
  head.write('\x89PNG\r\n\x1a\n', 'latin1')
  head.write('IHDR', 12)
  head.writeUInt32BE(side, 16)
  head.writeUInt32BE(side, 20)
  return Buffer.concat([head, Buffer.alloc(filling, 1), Buffer.from('IEND\xaeB`\x82', 'latin1')])
}
const GIF = Buffer.from('GIF89a......;')
const JPEG = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9])
const WEBP = Buffer.concat([Buffer.from('RIFF\x08\0\0\0WEBPVP8 ')])

const ASK = text('What colour?')
const RED = image(uri('image/png', png()))
const BLUE = image(uri('image/png', png(64, 30)))
const about = (...parts: unknown[]) => user(parts)
const greedy = (...parts: unknown[]) => ({ ...user(parts), temperature: 0 })

const told = (role: string, content: unknown) => ({
  messages: [
    { role, content },
    { role: 'user', content: 'Go' },
  ],
})

const shown = (type: string, data: Buffer) => about(ASK, image(uri(type, data)))

const detailed = (detail?: string) => about(ASK, image(uri('image/png', png()), detail === undefined ? {} : { detail }))

const GREEDY = { temperature: 0 }
const COUNT = '/usage/prompt_tokens'

const SOUND = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }
const FILE = { type: 'file', file: { filename: 'a.pdf', file_data: 'AAAA' } }

const dropping = (part: object): RuleTable => ({
  pass: {
    'the part adds prompt tokens': conversation(costing(user('What colour?'), 9), costing(about(ASK, part), 60)),
    'an answer that shows that the part was read': conversation(
      costing(greedy(ASK), 9, 'I see nothing.'),
      costing(greedy(ASK, part), 9, 'Red'),
    ),
    'the part is refused': conversation(costing(user('What colour?'), 9), refused(about(ASK, part))),
  },
  fail: {
    'the part is silently dropped': [
      conversation(costing(user('What colour?'), 9), costing(about(ASK, part), 9)),
      `/replies/1${COUNT}`,
    ],
    'the part is silently dropped, request without it later': [
      conversation(costing(about(part, ASK), 9), costing(about(ASK), 9)),
      `/replies/0${COUNT}`,
    ],
  },
})

/** 60 kB: 80000 letters of base64. */
const NOISE = png(100, 60_000)
const asking = (side: Buffer, ...more: Buffer[]) =>
  about(ASK, ...[side, ...more].map((data) => image(uri('image/png', data))))

export default {
  'multimodal/text-parts-equal-string': {
    pass: {
      'both accepted': conversation(said(user('Hi')), said(about(text('Hi')))),
      'both refused': conversation(refused(user('Hi')), refused(about(text('Hi')))),
      'another text refused': conversation(said(user('Hi')), refused(about(text('Ho')))),
      'a system message (another rule)': conversation(
        said({ messages: [{ role: 'system', content: 'Hi' }] }),
        refused({ messages: [{ role: 'system', content: [text('Hi')] }] }),
      ),
    },
    fail: {
      'parts refused': [conversation(said(user('Hi')), refused(about(text('Hi')))), '/replies/1/status'],
      'the string refused': [conversation(refused(user('Hi')), said(about(text('Hi')))), '/replies/0/status'],
    },
  },

  'multimodal/text-parts-other-roles': {
    pass: {
      'both accepted': conversation(said(told('system', 'Hi')), said(told('system', [text('Hi')]))),
      'a user message (another rule)': conversation(said(user('Hi')), refused(about(text('Hi')))),
    },
    fail: {
      'parts refused in a system message': [
        conversation(said(told('system', 'Hi')), refused(told('system', [text('Hi')]))),
        '/replies/1/status',
      ],
      'parts refused in a tool message': [
        conversation(refused(told('tool', [text('4')]), 500), said(told('tool', '4'))),
        '/replies/0/status',
      ],
    },
  },

  'multimodal/one-text-part-counts-as-string': {
    pass: {
      'the same prompt tokens': conversation(costing(user('Hi'), 9), costing(about(text('Hi')), 9)),
      'two parts': conversation(costing(user('Hi Ho'), 9), costing(about(text('Hi'), text('Ho')), 11)),
      'token counts that are not repeatable (another rule)': conversation(
        costing(user('Hi'), 9),
        costing(user('Hi'), 4),
      ),
      'no usage': conversation(costing(user('Hi'), 9), said(about(text('Hi')), 'Hi', { usage: undefined })),
    },
    fail: {
      'the part counted as JSON text': [
        conversation(costing(user('Hi'), 9), costing(about(text('Hi')), 24)),
        '/replies/1/usage/prompt_tokens',
      ],
      'the part not counted': [
        conversation(costing(about(text('Hi')), 3), costing(user('Hi'), 9)),
        '/replies/1/usage/prompt_tokens',
      ],
    },
  },

  'multimodal/image-data-uri': {
    pass: {
      'all accepted': conversation(said(shown('image/png', png())), said(shown('image/gif', GIF))),
      'no image support': conversation(refused(shown('image/png', png())), refused(shown('image/webp', WEBP))),
      'an invalid image refused': conversation(
        said(shown('image/png', png())),
        refused(shown('image/jpeg', Buffer.from('text'))),
      ),
      'a large image of the same type refused': conversation(
        said(shown('image/png', png())),
        refused(shown('image/png', png(4000))),
      ),
      'an image with another question refused': conversation(
        said(shown('image/png', png())),
        refused(about(text('No?'), image(uri('image/gif', GIF)))),
      ),
    },
    fail: {
      'WebP refused': [
        conversation(said(shown('image/png', png())), refused(shown('image/webp', WEBP))),
        '/replies/1/status',
      ],
      'PNG and GIF refused': [
        conversation(
          refused(shown('image/png', png()), 500),
          said(shown('image/jpeg', JPEG)),
          refused(shown('image/gif', GIF)),
        ),
        '/replies/0/status',
        '/replies/2/status',
      ],
    },
  },

  'multimodal/image-detail': {
    pass: {
      'all accepted': conversation(said(detailed()), said(detailed('low')), said(detailed('high'))),
      'an invalid value refused': conversation(said(detailed()), refused(detailed('bogus'))),
    },
    fail: {
      'low refused': [conversation(said(detailed()), refused(detailed('low'), 422)), '/replies/1/status'],
      'refused without detail': [conversation(refused(detailed()), said(detailed('auto'))), '/replies/0/status'],
    },
  },

  'multimodal/image-content-seen': {
    pass: {
      'the image adds prompt tokens': conversation(costing(user('What colour?'), 9), costing(about(ASK, RED), 94)),
      'the image is refused': conversation(costing(user('What colour?'), 9), refused(about(ASK, RED))),
      'no usage': conversation(said(user('What colour?')), said(about(ASK, RED), 'Hi', { usage: {} })),
      'another question': conversation(costing(user('Which colour?'), 9), costing(about(ASK, RED), 9)),
      'not counted, but the answers differ': conversation(
        costing({ ...GREEDY, ...user('What colour?') }, 9, 'I see no picture.'),
        costing({ ...GREEDY, ...about(ASK, RED) }, 9, 'Red.'),
      ),
    },
    fail: {
      'the image is silently dropped': [
        conversation(costing(user('What colour?'), 9), costing(about(ASK, RED), 9)),
        `/replies/1${COUNT}`,
      ],
      'the image is silently dropped at temperature 0': [
        conversation(
          costing({ ...GREEDY, ...about(ASK, RED) }, 9, 'Grey.'),
          costing({ ...GREEDY, ...about(ASK) }, 9, 'Grey.'),
        ),
        `/replies/0${COUNT}`,
      ],
    },
  },

  'multimodal/several-images': {
    pass: {
      'both images add prompt tokens': conversation(costing(about(ASK, RED), 94), costing(about(ASK, RED, BLUE), 179)),
      'a second image refused': conversation(costing(about(ASK, RED), 94), refused(about(ASK, RED, BLUE))),
      'other images': conversation(costing(about(ASK, RED), 94), costing(about(ASK, BLUE, BLUE), 94)),
      'an answer that shows that the second image was read': conversation(
        costing(greedy(ASK, RED), 94, 'Red'),
        costing(greedy(ASK, RED, BLUE), 94, 'Red and blue'),
      ),
      'neither image counted (another rule)': conversation(costing(about(ASK), 9), costing(about(ASK, BLUE, RED), 9)),
    },
    fail: {
      'the second image dropped': [
        conversation(costing(about(ASK, RED), 94), costing(about(ASK, RED, BLUE), 94)),
        `/replies/1${COUNT}`,
      ],
      'the first image dropped': [
        conversation(costing(about(RED, BLUE, ASK), 94), costing(about(BLUE, ASK), 94)),
        `/replies/0${COUNT}`,
      ],
    },
  },

  'multimodal/audio-content-seen': dropping(SOUND),

  'multimodal/file-content-seen': dropping(FILE),

  'multimodal/image-not-read-as-text': {
    pass: {
      'the usual tokens for an image': costing(asking(NOISE), 270),
      'many tokens for an image': costing(asking(NOISE), 8500),
      'a small file': costing(asking(png(64, 300)), 9000),
      'a large image': costing(asking(png(4000, 60_000)), 25_000),
      'no image': costing(user('Hi'), 25_000),
    },
    fail: {
      'the Base64 letters of an image counted as text': [costing(asking(NOISE), 25_000), COUNT],
      'the Base64 letters of two images counted as text': [costing(asking(NOISE, NOISE), 70_000), COUNT],
    },
  },
} satisfies Tables
