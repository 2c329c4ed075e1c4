/** Faults of every field that tool calls and log probabilities require: missing, null, and of another type. */
import type { Fault, Loose } from '../twist.ts'
import { changeEach, type Place } from './_places.ts'

const callsOf = ({ message }: Loose): readonly Loose[] => message?.tool_calls ?? []
const tokensOf = ({ logprobs }: Loose): readonly Loose[] => logprobs?.content ?? []

/** How the parts of a kind are found in a choice, plain or streamed. */
const kinds = {
  call: { says: 'tool call', plainOnly: true, find: callsOf },
  'called-function': {
    says: 'function of a tool call',
    plainOnly: true,
    find: (choice) => callsOf(choice).flatMap((call) => call.function ?? []),
  },
  logprobs: { says: 'logprobs object', plainOnly: false, find: ({ logprobs }) => (logprobs ? [logprobs] : []) },
  token: { says: 'token with its logprob', plainOnly: false, find: tokensOf },
  candidate: {
    says: 'candidate for a token',
    plainOnly: false,
    find: (choice) => tokensOf(choice).flatMap((token) => token.top_logprobs ?? []),
  },
} satisfies Record<string, { says: string; plainOnly: boolean; find: (choice: Loose) => readonly Loose[] }>

type Kind = keyof typeof kinds

function placeOf(kind: Kind): Place {
  const { find, plainOnly } = kinds[kind]
  const inReply = ({ choices }: Loose) => choices.flatMap(find)
  return { completion: inReply, ...(plainOnly ? {} : { chunks: (chunks: Loose) => chunks.flatMap(inReply) }) }
}

type Form = 'absent' | 'null' | 'mistyped'

interface Row {
  kind: Kind
  member: string
  breaks: string
  /** A value of another type. */
  wrong: unknown
  nullable?: true
}

const SHAPE = 'tool/call-shape'
const ENTRY = 'logprobs/entry-shape'
const CONTAINER = 'logprobs/container-keys'

const rows: readonly Row[] = [
  { kind: 'call', member: 'id', breaks: SHAPE, wrong: 7 },
  { kind: 'call', member: 'type', breaks: SHAPE, wrong: 'tool' },
  { kind: 'call', member: 'function', breaks: SHAPE, wrong: 'get_weather' },
  { kind: 'called-function', member: 'name', breaks: SHAPE, wrong: ['get_weather'] },
  { kind: 'called-function', member: 'arguments', breaks: 'tool/arguments-string', wrong: ['{}'] },
  { kind: 'logprobs', member: 'content', breaks: CONTAINER, wrong: 'Hello', nullable: true },
  { kind: 'logprobs', member: 'refusal', breaks: CONTAINER, wrong: 'none', nullable: true },
  { kind: 'token', member: 'token', breaks: ENTRY, wrong: 5 },
  { kind: 'token', member: 'logprob', breaks: ENTRY, wrong: '-0.5' },
  { kind: 'token', member: 'bytes', breaks: ENTRY, wrong: 'SGk=', nullable: true },
  { kind: 'token', member: 'top_logprobs', breaks: ENTRY, wrong: {} },
  { kind: 'candidate', member: 'token', breaks: ENTRY, wrong: 5 },
  { kind: 'candidate', member: 'logprob', breaks: ENTRY, wrong: '-0.5' },
  { kind: 'candidate', member: 'bytes', breaks: ENTRY, wrong: [256], nullable: true },
]

function faultsOf({ kind, member, breaks, wrong, nullable }: Row): [string, Fault][] {
  const all: [Form, string, (part: Loose) => void][] = [
    ['absent', 'is missing', (part) => delete part[member]],
    ['null', 'is null', (part) => (part[member] = null)],
    ['mistyped', `is ${JSON.stringify(wrong)}`, (part) => (part[member] = wrong)],
  ]
  const forms = all.filter(([form]) => form !== 'null' || !nullable)
  return forms.map(([form, says, change]) => {
    const fault: Fault = {
      says: `The ${member} of a ${kinds[kind].says} ${says}.`,
      breaks,
      ...changeEach(placeOf(kind), change),
    }
    return [`${kind}-${member.replaceAll('_', '-')}-${form}`, fault]
  })
}

export default Object.fromEntries(rows.flatMap(faultsOf)) satisfies Record<string, Fault>
