/** The tool calls of the scripted model. */
import { list, object, objects, string } from '../loose.ts'
import { type Callable, policyOf } from '../policy.ts'
import type { Body, Utterance } from '../twist.ts'
import { fill } from './fill.ts'
import { sentences } from './names.ts'

type Call = Utterance['calls'][number]

/** A part of the question that a tool can answer; its arguments are taken from `near`. */
interface Need {
  readonly tool: Callable
  readonly near: string
}

/** The calls that answer the question; at least one if the request requires a call, none if no tool fits. */
export function calls(body: Body, asked: string): Call[] {
  const { callable, must, most } = policyOf(body)
  const [first] = callable
  if (!first) return []
  const needed = needs(body, callable, asked)
  const calls = needed.length || !must ? needed : [{ tool: first, near: '' }]
  return calls.slice(0, most).map(({ tool, near }) => call(tool, near, asked))
}

function call({ kind, name, parameters }: Callable, near: string, all: string): Call {
  // A custom tool takes text: the text after the colon.
  if (kind === 'custom') return { name, arguments: /: ?([\s\S]+)$/.exec(all)?.[1] ?? all }
  const schema = object(parameters)
  return { name, arguments: JSON.stringify(schema ? fill({ type: 'object', ...schema }, { near, all }) : {}) }
}

/** What the question says of a function: `The function kestrel plays a song.` */
const stated = /(?:^|(?<=\s))The function ([\w-]+) ([^.]+)\.\s*/g

/** Reads the question clause by clause: `how warm in Paris, Rome and Oslo` needs three calls of one tool. */
function needs(body: Body, callable: readonly Callable[], question: string): Need[] {
  const collected: Need[] = []
  const uses = new Map([...question.matchAll(stated)].map(([, name = '', use = '']) => [name, use]))
  for (const clauses of sentences(question.replace(stated, ''))) {
    let last: Callable | undefined
    for (const { text, names } of clauses) {
      const fitting = findBest(body, callable, text, uses)
      if (!fitting && !(last && takesOneValue(last) && names.length)) continue
      last = fitting ?? last
      if (last) collected.push({ tool: last, near: names[0] ?? text })
    }
  }
  return collected
}

function takesOneValue({ parameters }: Callable): boolean {
  return Object.keys(object(object(parameters)?.properties) ?? {}).length === 1
}

/** The tool that shares the most words with the clause; undefined if no tool shares any. */
function findBest(
  body: Body,
  callable: readonly Callable[],
  clause: string,
  uses: ReadonlyMap<string, string>,
): Callable | undefined {
  const clauseWords = wordsOf(clause)
  const scored = callable.map((tool) => ({
    tool,
    score: overlap(clauseWords, wordsOf(`${tool.name} ${description(body, tool)} ${uses.get(tool.name) ?? ''}`)),
  }))
  const top = scored.reduce((best, other) => (other.score > best.score ? other : best), {
    tool: undefined as Callable | undefined,
    score: 0,
  })
  return top.tool
}

function overlap(clauseWords: ReadonlySet<string>, words: ReadonlySet<string>): number {
  return [...clauseWords].filter((word) => words.has(word)).length
}

function description(body: Body, { kind, name }: Callable): string {
  const specs = list(body.tools).length
    ? objects(body.tools).map((tool) => object(tool[kind]))
    : objects(body.functions)
  return string(specs.find((spec) => spec?.name === name)?.description) ?? ''
}

/** Words that say nothing about the purpose of a tool. */
const idle = new Set(
  'what which this that with from your have there their tells tell says gives give user text name'.split(' '),
)
/** Words of other languages, and their meaning. */
const abroad: readonly (readonly [RegExp, string])[] = [
  [/天气|天気|気温|气温|طقس/, 'weather'],
  [/几点|何時|时间/, 'time'],
  [/计算|計算/, 'calculate'],
]

/** The words of four letters and more, singular. */
function wordsOf(text: string): ReadonlySet<string> {
  const foreign = abroad.flatMap(([word, meaning]) => (word.test(text) ? meaning : []))
  const latin = text.toLowerCase().split(/[^\p{L}]+/u)
  return new Set(
    [...latin, ...foreign].filter((word) => word.length > 3 && !idle.has(word)).map((word) => word.replace(/s$/, '')),
  )
}
