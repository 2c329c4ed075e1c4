/** What each weak model of the reference server answers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'
import type { Client, Loose } from './client.ts'

const FACTS = 'The ship is called Marigold. The harbour is called Torvald.'
const QUESTION = 'What is the ship called?'
const system = { role: 'system', content: FACTS }
const user = (content: unknown) => ({ role: 'user', content })
const tools = ['first', 'second'].map((name) => ({ type: 'function', function: { name, parameters: {} } }))
const RED = readFileSync(join(packageRoot, 'fixtures', 'images', 'red.png'), 'base64')

const messageFor = async (client: Client, ask: object): Promise<Loose> =>
  (await client.post({ model: 'reference-1', ...ask })).json.choices[0].message
const textFor = async (client: Client, ...messages: object[]): Promise<unknown> =>
  (await messageFor(client, { messages })).content

/** The model always answers this conversation with this text. */
const says =
  (text: unknown, ...messages: object[]) =>
  async (client: Client) =>
    expect(await textFor(client, ...messages)).toBe(text)

/** Of many requests, some are answered by the script and some are not. */
const varies =
  (...before: object[]) =>
  async (client: Client) => {
    const texts: unknown[] = []
    for (let i = 0; i < 24; i++)
      texts.push(await textFor(client, ...before, user(`${QUESTION} I ask for the time ${i}.`)))
    expect(new Set(texts).size).toBe(2)
    expect(texts).toContain('Marigold')
  }

const picture = user([
  { type: 'image_url', image_url: { url: `data:image/png;base64,${RED}` } },
  { type: 'text', text: 'Reply with exactly: red, blue' },
])

/** The test of each weak model: what it must do. */
export const weakModels: Record<string, (client: Client) => Promise<unknown>> = {
  'model-forgets': varies(user(FACTS)),
  'model-forgets-by-chance': varies(user(FACTS)),
  'model-ignores-instructions': varies(system),
  'model-ignores-instructions-by-chance': varies(system),
  'model-knows-no-answer': says('I do not know.', system, user(QUESTION)),
  'model-parrots-last-sentence': says(QUESTION, user(`${FACTS} ${QUESTION}`)),
  'model-parrots-last-message': says(QUESTION, system, user(QUESTION)),
  'model-parrots-user': says(QUESTION, user(QUESTION), { role: 'assistant', content: 'Yes.' }),
  'model-parrots-everything': says(`${FACTS} ${QUESTION}`, system, user(QUESTION)),
  'model-echoes-system': async (client) => {
    await says(FACTS, system, user(QUESTION))(client)
    await says('Marigold', user(`${FACTS} ${QUESTION}`))(client)
  },
  'model-says-nothing': says('', system, user(QUESTION)),
  'model-refuses': says('I am sorry, but I cannot help with that.', system, user(QUESTION)),
  'model-refuses-some': varies(system),
  'model-confuses-colours': says('green, red', picture),
  'model-sees-one-colour': says('red, red', picture),
  'model-distracted-by-tools': async (client) => {
    const { tool_calls: calls } = await messageFor(client, { tools, messages: [system, user(QUESTION)] })
    expect(calls.map((call: Loose) => call.function.name)).toEqual(['first'])
  },
  'model-distracted-by-some-tools': async (client) => {
    const contents: unknown[] = []
    for (let i = 0; i < 24; i++) {
      const ask = { tools, messages: [system, user(`${QUESTION} I ask for the time ${i}.`)] }
      contents.push((await messageFor(client, ask)).content)
    }
    expect(new Set(contents)).toEqual(new Set(['Marigold', null]))
  },
  'model-distracted-by-images': says(
    'I see an image.',
    picture,
    { role: 'assistant', content: 'Yes.' },
    user(QUESTION),
  ),
  'model-answers-in-chinese': says('我不太明白你的问题。', system, user(QUESTION)),
  'model-of-random-words': async (client) => {
    const [one, again, other] = [
      await textFor(client, user(QUESTION)),
      await textFor(client, user(QUESTION)),
      await textFor(client, user(FACTS)),
    ]
    expect(again).toBe(one)
    expect(other).not.toBe(one)
  },
  'model-reads-first-sentences': says('I do not know.', user(`${QUESTION} ${FACTS}`)),
  'model-reads-users-only-sometimes': varies(system),
  'model-guesses-a-name': says('Torvald', user(`${QUESTION} ${FACTS}`)),
}
