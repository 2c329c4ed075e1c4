/**
 * Generates the images, audio and text files in fixtures/ and their index. It uses no dependency and no clock, so the files
 * are the same on every machine, byte for byte.
 *
 *   node scripts/make-fixtures.mjs [folder]
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentMp3, toneWav } from './fixtures/audio.mjs'
import { gif } from './fixtures/gif.mjs'
import { jpeg } from './fixtures/jpeg.mjs'
import { pdf } from './fixtures/pdf.mjs'
import { png } from './fixtures/png.mjs'
import { webp } from './fixtures/webp.mjs'

const colours = { red: [255, 0, 0], blue: [0, 0, 255], green: [0, 128, 0], black: [0, 0, 0], white: [255, 255, 255] }

// Blocks of 8 x 8 pixels, so that the digit is still recognisable after scaling.
const seven = [
  '................',
  '................',
  '..############..',
  '..############..',
  '..############..',
  '..........###...',
  '..........###...',
  '.........###....',
  '.........###....',
  '........###.....',
  '........###.....',
  '.......###......',
  '.......###......',
  '.......###......',
  '................',
  '................',
]

const solid = (colour) => ({ width: 64, height: 64, at: () => colours[colour] })
const halves = { width: 64, height: 64, at: (x) => (x < 32 ? colours.red : colours.blue) }
const digit = { width: 128, height: 128, at: (x, y) => (seven[y >> 3][x >> 3] === '#' ? colours.black : colours.white) }

const encoders = [
  ['png', 'image/png', png],
  ['jpg', 'image/jpeg', jpeg],
  ['webp', 'image/webp', webp],
  ['gif', 'image/gif', gif],
]

/** The messages are short on purpose: all 101 fit into a context of 2048 tokens. */
function hundredTurns() {
  const answers = Array.from({ length: 49 }, (_, i) => [`Say ${i + 1}.`, `${i + 1}`])
  const history = [['The code word is PELICAN. Say ok.', 'ok'], ...answers].flatMap(([user, assistant]) => [
    { role: 'user', content: user },
    { role: 'assistant', content: assistant },
  ])
  const question = { role: 'user', content: 'What is the code word? Answer with the code word only.' }
  return Buffer.from(`${JSON.stringify([...history, question])}\n`)
}

/** Pseudo-random numbers from 0 to 255, the same on every machine. */
function randomBytes(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  }
}

/** An image that does not compress: its base64 text is long, but a vision model needs few tokens for it. */
function noise() {
  const nextByte = randomBytes(7)
  return { width: 112, height: 112, at: () => [nextByte(), nextByte(), nextByte()] }
}

/** Twelve thousand words in random order, so that the prompt cannot be compressed. */
function longPrompt() {
  const words = ['stone', 'window', 'number', 'river', 'light', 'garden', 'letter', 'market', 'winter']
  const nextByte = randomBytes(11)
  const text = Array.from({ length: 12_000 }, () => words[nextByte() % words.length]).join(' ')
  return Buffer.from(`${text}. Reply with exactly: ok`)
}

/** A little more than 1 MiB, a common size limit of proxies. */
const filler = Buffer.from('conformance filler text '.repeat(Math.ceil((1 << 20) / 24) + 1))

/** Every file with its description. `shows` is the content that a model recognises in it. */
function files() {
  const entries = []
  for (const colour of ['red', 'blue', 'green'])
    for (const [end, mediaType, encode] of encoders)
      entries.push([
        `images/${colour}.${end}`,
        encode(solid(colour)),
        mediaType,
        `a plain ${colour} square`,
        { colours: [colour] },
      ])
  const red = png(solid('red'))
  entries.push(
    ['images/halves.png', png(halves), 'image/png', 'left half red, right half blue', { colours: ['red', 'blue'] }],
    [
      'images/digit-7.png',
      png(digit),
      'image/png',
      'a bold black 7 on white',
      { colours: ['black', 'white'], digit: '7' },
    ],
    [
      'images/truncated.png',
      red.subarray(0, Math.floor(red.length / 2)),
      'image/png',
      'the first half of red.png: broken',
      {},
    ],
    [
      'images/text.png',
      Buffer.from('This is a text and not a picture.\n'),
      'image/png',
      'a text file with the extension of an image: broken',
      {},
    ],
    [
      'audio/tone-440.wav',
      toneWav({ hertz: 440, rate: 8000, seconds: 1 }),
      'audio/wav',
      'a tone of 440 Hz, one second',
      { sound: 'a steady tone' },
    ],
    ['audio/silence.mp3', silentMp3({ frames: 28 }), 'audio/mpeg', 'silence, one second', { sound: 'silence' }],
    [
      'documents/one-page.pdf',
      pdf('The code word is LANTERN.'),
      'application/pdf',
      'a page with one line of text',
      { text: 'The code word is LANTERN.' },
    ],
    [
      'conversations/hundred-turns.json',
      hundredTurns(),
      'application/json',
      'a hundred short turns and a question about the first',
      {},
    ],
    ['images/noise.png', png(noise()), 'image/png', 'coloured noise', {}],
    ['text/long-prompt.txt', longPrompt(), 'text/plain', 'twelve thousand words and a short task', {}],
    ['text/filler.txt', filler, 'text/plain', 'a little more than 1 MiB of text without meaning', {}],
  )
  return entries
}

function index(generated) {
  const descriptions = generated.map(([path, data, mediaType, holds, shows]) => [
    path,
    { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex'), mediaType, holds, shows },
  ])
  return Buffer.from(`${JSON.stringify(Object.fromEntries(descriptions), undefined, 2)}\n`)
}

const folder = process.argv[2]
  ? resolve(process.argv[2])
  : join(dirname(dirname(fileURLToPath(import.meta.url))), 'fixtures')
const generated = files()
for (const [path, data] of [...generated, ['index.json', index(generated)]]) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, data)
}
