/** The part of docs/COVERAGE.md about combinations: which case asks for two features together, and for what ends an answer. */

/** A valid request of a case, and how the reference server answered it. */
export interface AnsweredRequest {
  readonly case: string
  readonly body: { readonly [member: string]: unknown }
  readonly streamed: boolean
  readonly answers: readonly {
    readonly calls: readonly unknown[]
    readonly finish: string
    /** The stop string that ended the text. */
    readonly stop?: string
  }[]
}

export interface PairCoverage {
  /** Markdown. */
  readonly section: readonly string[]
  /** Combinations that no case asks for and that are not excluded, and exclusions of what a case asks for. */
  readonly mistakes: readonly string[]
}

/** From this many messages a history is long. */
const LONG = 20

type Test = (request: AnsweredRequest) => boolean

const formatIs =
  (type: string): Test =>
  ({ body }) =>
    (body.response_format as { type?: unknown } | undefined)?.type === type

const FEATURES: Readonly<Record<string, Test>> = {
  'tools, not called': ({ body, answers }) => isFilled(body.tools) && answers.every(({ calls }) => !calls.length),
  json_object: formatIs('json_object'),
  json_schema: formatIs('json_schema'),
  'n above 1': ({ body }) => Number(body.n) > 1,
  image: ({ body }) =>
    list(body.messages).some(({ content }) => list(content).some(({ type }) => type === 'image_url')),
  logprobs: ({ body }) => body.logprobs === true,
  'long history': ({ body }) => list(body.messages).length >= LONG,
}

const MODES: Readonly<Record<string, Test>> = {
  plain: ({ streamed }) => !streamed,
  streamed: ({ streamed }) => streamed,
}

const isCut: Test = ({ answers }) => answers.some(({ finish }) => finish === 'length')
const isStopped: Test = ({ answers }) => answers.some(({ stop }) => stop !== undefined)

/** Which cases show an effect: from their requests with a feature in a mode to their ids. */
const EFFECTS: Readonly<Record<string, (requests: readonly AnsweredRequest[]) => readonly string[]>> = {
  stop: (requests) => casesOf(requests.filter(isStopped)),
  'token limit': (requests) => casesOf(requests.filter(isCut)),
  usage: (requests) =>
    casesOf(
      requests.filter(
        ({ body, streamed }) =>
          !streamed || (body.stream_options as { include_usage?: unknown } | undefined)?.include_usage === true,
      ),
    ),
  // One that is always the same is right for one reply of the case and wrong for the other.
  finish_reason: (requests) => {
    const others = casesOf(requests.filter(({ answers }) => answers.some(({ finish }) => finish !== 'length')))
    return casesOf(requests.filter(isCut)).filter((id) => others.includes(id))
  },
}

/** @param excluded combination → why no case can ask for it */
export function coverPairs(
  requests: readonly AnsweredRequest[],
  excluded: Readonly<Record<string, string>>,
): PairCoverage {
  const mistakes: string[] = []
  const cell = (name: string, ids: readonly string[]): string => {
    const reason = excluded[name]
    if (ids.length && reason) mistakes.push(`${name} is excluded, and ${ids[0]} asks for it`)
    if (!ids.length && !reason) mistakes.push(`no case asks for ${name}`)
    return ids.length ? summary(ids) : (reason ?? '—')
  }
  const effects = Object.entries(FEATURES).flatMap(([feature, has]) =>
    Object.entries(MODES).map(([mode, is]) => {
      const mine = requests.filter((request) => has(request) && is(request))
      const cells = Object.entries(EFFECTS).map(([effect, show]) =>
        cell(`${feature} + ${mode} + ${effect}`, show(mine)),
      )
      return row([feature, mode, ...cells])
    }),
  )
  const pairs = Object.entries(FEATURES).flatMap(([one, hasOne], i) =>
    Object.entries(FEATURES)
      .slice(i + 1)
      .map(([other, hasOther]) => {
        const both = requests.filter((request) => hasOne(request) && hasOther(request))
        const cells = Object.entries(MODES).map(([mode, is]) =>
          cell(`${one} + ${other} + ${mode}`, casesOf(both.filter(is))),
        )
        return row([one, other, ...cells])
      }),
  )
  const section = [
    '## Combinations',
    '',
    'Servers answer requests with these features by code of their own. For each feature, with and without streaming: the cases in which a',
    'stop sequence and the token limit end an answer, the tokens are counted, and finish_reason is not always the same.',
    '',
    row(['feature', 'mode', ...Object.keys(EFFECTS)]),
    row(['---', '---', ...Object.keys(EFFECTS).map(() => '---')]),
    ...effects,
    '',
    'And the cases in which two features are in one request:',
    '',
    row(['feature', 'feature', ...Object.keys(MODES)]),
    row(['---', '---', ...Object.keys(MODES).map(() => '---')]),
    ...pairs,
    '',
  ]
  return { section, mistakes }
}

function casesOf(requests: readonly AnsweredRequest[]): readonly string[] {
  return [...new Set(requests.map(({ case: id }) => id))]
}

function summary(ids: readonly string[]): string {
  const [first] = ids
  return ids.length === 1 ? `\`${first}\`` : `${ids.length}, such as \`${first}\``
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function list(value: unknown): readonly { readonly [member: string]: unknown }[] {
  return Array.isArray(value) ? value : []
}

function isFilled(value: unknown): boolean {
  return list(value).length > 0
}
