/** Models that do less than they are asked to. What a model does is no defect of the server. */

import { plain } from '../instance.ts'
import { sample } from '../sample.ts'
import { hear } from '../script/hear.ts'
import { script } from '../script.ts'
import { hash, words } from '../tokens.ts'
import type { Body, Loose, Twist, Utterance, Variant } from '../twist.ts'

type Speak = (body: Body, choice: number) => Utterance

const allowed = 'The contract describes the form of a reply. What the model says and calls is up to the model.'

/** All that the server does with the output of the model stays as it is: choice of tools, formats, limits. */
const speaking = (speak: Speak): Pick<Twist, 'answers'> => ({
  answers: (answers, { body }) =>
    Array.isArray(body?.messages) ? sample(body, { speak, lots: () => plain }) : answers,
})

/** The model answers another request than it got. */
const reading = (change: (messages: Loose[], body: Body) => Loose[]): Pick<Twist, 'answers'> =>
  speaking((body, choice) => {
    const messages = change(structuredClone(body.messages as Loose[]), body)
    return script({ ...body, messages: messages.length ? messages : [{ role: 'user', content: '' }] }, choice)
  })

const say = (text: string): Utterance => ({ text, calls: [] })

/** Heads or tails: always the same for the same request. */
const coin = ({ messages, tools, response_format: format }: Body) => hash(JSON.stringify([messages, tools, format])) % 2
const chance = () => Math.round(Math.random())

const textsOf = ({ content }: Loose): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }: Loose) => text).join(' ')
const sentencesOf = (text: string) => text.split(/(?<=[.!?])\s+/)

/** Every text of the messages, changed. */
function inTexts(messages: Loose[], change: (text: string) => string): Loose[] {
  for (const message of messages) {
    if (typeof message.content === 'string') message.content = change(message.content)
    for (const part of Array.isArray(message.content) ? message.content : [])
      if (typeof part.text === 'string') part.text = change(part.text)
  }
  return messages
}

const greeting = 'Hello! How can I help you today?'
const apology = 'I am sorry, but I cannot help with that.'
const others: Readonly<Record<string, string>> = { red: 'green', green: 'blue', blue: 'red' }

/** The colours of the model that confuses them. */
const confuse = (text: string) =>
  text.replace(/\b(red|green|blue)\b/gi, (colour) => others[colour.toLowerCase()] ?? colour)

const forget = (messages: Loose[]) => messages.slice(-1)

/** The content of results and of images is lost with it. */
const usersOnly = (messages: Loose[]) => messages.filter(({ role }) => role === 'user')

function callFirst(body: Body, choice: number): Utterance {
  const [tool] = (body.tools ?? []) as Loose[]
  return tool?.function ? { text: null, calls: [{ name: tool.function.name, arguments: '{}' }] } : script(body, choice)
}

export default {
  'model-forgets': {
    says: 'For half of the requests the model knows only the last message.',
    allowed,
    ...reading((messages, body) => (coin(body) ? messages : forget(messages))),
  },
  'model-forgets-by-chance': {
    says: 'Half of the time, by chance, the model knows only the last message.',
    allowed,
    ...reading((messages) => (chance() ? messages : forget(messages))),
  },
  'model-ignores-instructions': {
    says: 'Half of the requests are answered with a greeting.',
    allowed,
    ...speaking((body, choice) => (coin(body) ? script(body, choice) : say(greeting))),
  },
  'model-ignores-instructions-by-chance': {
    says: 'Half of the time, by chance, the answer is a greeting.',
    allowed,
    ...speaking((body, choice) => (chance() ? script(body, choice) : say(greeting))),
  },
  'model-knows-no-answer': {
    says: 'Every answer is that the model does not know.',
    allowed,
    ...speaking(() => say('I do not know.')),
  },
  'model-parrots-last-sentence': {
    says: 'The model repeats the last sentence that it reads.',
    allowed,
    ...speaking(({ messages }) => say(sentencesOf((messages as Loose[]).map(textsOf).join(' ')).at(-1) ?? '')),
  },
  'model-parrots-last-message': {
    says: 'The model repeats the last message.',
    allowed,
    ...speaking(({ messages }) => say(textsOf((messages as Loose[]).at(-1)))),
  },
  'model-parrots-user': {
    says: 'The model repeats the last message of the user.',
    allowed,
    ...speaking((body) => say(hear(body).question)),
  },
  'model-parrots-everything': {
    says: 'The model repeats all messages.',
    allowed,
    ...speaking(({ messages }) => say((messages as Loose[]).map(textsOf).join(' '))),
  },
  'model-echoes-system': {
    says: 'The model repeats its system message, if there is one.',
    allowed,
    ...speaking((body, choice) => {
      const { instructions } = hear(body)
      return instructions ? say(instructions) : script(body, choice)
    }),
  },
  'model-says-nothing': {
    says: 'Every text is empty, except where a format demands JSON or a comparison counts its tokens.',
    allowed,
    answers: (answers, { body }) => {
      if (body?.response_format || answers.length > 1) return
      for (const answer of answers) if (!answer.calls.length) Object.assign(answer, { text: '', tokens: [] })
    },
  },
  'model-refuses': {
    says: 'The model refuses every request in its text.',
    allowed,
    ...speaking(() => say(apology)),
  },
  'model-refuses-some': {
    says: 'The model refuses half of the requests in its text.',
    allowed,
    ...speaking((body, choice) => (coin(body) ? script(body, choice) : say(apology))),
  },
  'model-confuses-colours': {
    says: 'The model takes red for green, green for blue and blue for red.',
    allowed,
    ...speaking((body, choice) => {
      const { text, calls } = script(body, choice)
      const sees = (body.messages as Loose[]).some((message) => JSON.stringify(message).includes('"image_url"'))
      return { text: text !== null && sees ? confuse(text) : text, calls }
    }),
  },
  'model-sees-one-colour': {
    says: 'Whatever the image, the model sees red.',
    allowed,
    ...speaking((body, choice) => {
      const { text, calls } = script(body, choice)
      return { text: text?.replace(/\b(green|blue)\b/g, 'red') ?? text, calls }
    }),
  },
  'model-distracted-by-tools': {
    says: 'With tools, the model calls the first of them, whatever it is asked.',
    allowed,
    ...speaking(callFirst),
  },
  'model-distracted-by-some-tools': {
    says: 'With tools, the model calls the first of them for half of the requests.',
    allowed,
    ...speaking((body, choice) => (coin(body) ? script : callFirst)(body, choice)),
  },
  'model-distracted-by-images': {
    says: 'If a conversation contains an image, the model says that it sees one, and nothing else.',
    allowed,
    ...speaking((body, choice) =>
      JSON.stringify(body.messages).includes('"image_url"') ? say('I see an image.') : script(body, choice),
    ),
  },
  'model-answers-in-chinese': {
    says: 'Every answer is in Chinese.',
    allowed,
    ...speaking(() => say('我不太明白你的问题。')),
  },
  'model-of-random-words': {
    says: 'Every answer is of words that depend on nothing but the request.',
    allowed,
    ...speaking((body, choice) => {
      const start = hash(`${choice} ${JSON.stringify(body.messages)}`)
      return say(Array.from({ length: 12 }, (_, i) => words[(start + i * 7919) % words.length]).join(' '))
    }),
  },
  'model-reads-first-sentences': {
    says: 'The model reads the first sentence of each message.',
    allowed,
    ...reading((messages) => inTexts(messages, (text) => sentencesOf(text)[0] ?? '')),
  },
  'model-reads-users-only-sometimes': {
    says: 'For half of the requests the model reads the messages of users only.',
    allowed,
    ...reading((messages, body) => (coin(body) ? messages : usersOnly(messages))),
  },
  'model-guesses-a-name': {
    says: 'The answer is the last name in the request.',
    allowed,
    ...speaking(({ messages }) => {
      const names = (messages as Loose[])
        .map(textsOf)
        .join(' ')
        .match(/\p{Lu}\p{L}+/gu)
      return say(names?.at(-1) ?? greeting)
    }),
  },
} satisfies Record<string, Variant>
