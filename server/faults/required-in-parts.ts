/** Faults of every member that tool calls and log probabilities require: absent, null, and of another type. */
import type { Fault, Loose, Twist } from '../twist.ts'

type Find = (choice: Loose) => readonly Loose[]

/** Where the parts of a kind stand in a choice, plain or streamed. */
const kinds = {
  call: { says: 'tool call', plainOnly: true, find: ({ message }: Loose) => message?.tool_calls ?? [] },
  'called-function': {
    says: 'function of a tool call',
    plainOnly: true,
    find: ({ message }: Loose) => (message?.tool_calls ?? []).flatMap((call: Loose) => call.function ?? []),
  },
  logprobs: { says: 'logprobs object', plainOnly: false, find: ({ logprobs }: Loose) => (logprobs ? [logprobs] : []) },
  token: { says: 'token with its logprob', plainOnly: false, find: tokens },
  candidate: {
    says: 'candidate for a token',
    plainOnly: false,
    find: (choice: Loose) => tokens(choice).flatMap((token: Loose) => token.top_logprobs ?? []),
  },
} satisfies Record<string, { says: string; plainOnly: boolean; find: Find }>

type Kind = keyof typeof kinds

function tokens(choice: Loose): readonly Loose[] {
  return choice.logprobs?.content ?? []
}

/** The hooks that do the same to every part of a kind. */
function everywhere(kind: Kind, change: (part: Loose) => void): Pick<Twist, 'completion' | 'chunks'> {
  const { find, plainOnly } = kinds[kind]
  const inChoices = ({ choices }: Loose): void => choices.flatMap(find as Find).forEach(change)
  return { completion: inChoices, ...(plainOnly ? {} : { chunks: (chunks: Loose[]) => chunks.forEach(inChoices) }) }
}

type Form = 'absent' | 'null' | 'mistyped'

interface Row {
  kind: Kind
  member: string
  breaks: string
  /** A value of another type. */
  wrong: unknown
  nullable?: true
  also?: Partial<Record<Form, readonly string[]>>
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

function faultsOf({ kind, member, breaks, wrong, nullable, also }: Row): [string, Fault][] {
  const all: [Form, string, (part: Loose) => void][] = [
    ['absent', 'is missing', (part) => delete part[member]],
    ['null', 'is null', (part) => (part[member] = null)],
    ['mistyped', `is ${JSON.stringify(wrong)}`, (part) => (part[member] = wrong)],
  ]
  const forms = all.filter(([form]) => form !== 'null' || !nullable)
  return forms.map(([form, says, change]) => {
    const fault: Fault = {
      says: `The member ${member} of a ${kinds[kind].says} ${says}.`,
      breaks,
      also: also?.[form] ?? [],
      ...everywhere(kind, change),
    }
    return [`${kind}-${member.replaceAll('_', '-')}-${form}`, fault]
  })
}

export default Object.fromEntries(rows.flatMap(faultsOf)) satisfies Record<string, Fault>
