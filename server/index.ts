/**
 * The embedded reference server: an OpenAI-compatible server that follows the published contract exactly, with a scripted
 * model. It shares no code with the rules that judge it. Faults make it break the contract, variants make it differ
 * within the contract, and a dialect makes it answer like another server.
 */
import type { AddressInfo } from 'node:net'
import type { Setup } from './answer.ts'
import { lucky, wavering } from './chance.ts'
import { httpServer } from './http.ts'
import { random } from './random.ts'
import { type Model, scripted } from './sample.ts'
import { script } from './script.ts'
import { spell, type Thinking, thinkingModel } from './thinking.ts'
import type { Twist } from './twist.ts'
import { choose, readDialects, readFaults, readVariants } from './twists.ts'

/**
 * How a model behaves.
 *   scripted  follows instructions
 *   random    answers with random words
 *   lucky     picks one of a few short answers for each request, whatever its seed and temperature
 *   wavering  follows instructions, except in a few requests
 */
export const qualities = ['scripted', 'random', 'lucky', 'wavering'] as const
export type Quality = (typeof qualities)[number]

export interface ReferenceOptions {
  /** TCP port; 0, the default, takes a free port. */
  port?: number
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string
  /** Id of its dialect; by default that of the faults, or the published contract. */
  dialect?: string
  /** Ids of faults. */
  faults?: readonly string[]
  /** Ids of variants. */
  variants?: readonly string[]
  /** Unnamed twists; they run after the named ones. */
  twists?: readonly Twist[]
  /** The API key that every request must have; without one the server is open. */
  apiKey?: string
  /** How its model behaves; scripted by default. */
  quality?: Quality
  /** Where the chance of a lucky or wavering model starts: the same number, the same answers in the same order. */
  modelSeed?: number
  /** The model thinks before it answers. By default it does if a fault or a variant says so. */
  think?: Thinking
  /** Milliseconds before each reply and before each piece of a stream; 0 by default. */
  delayMs?: number
}

export interface ReferenceServer {
  /** `http://HOST:PORT/v1`; a dialect may serve below another path. */
  readonly baseUrl: string
  /** Closes all connections and stops listening. */
  close(): Promise<void>
}

export interface ListedFault {
  readonly id: string
  readonly says: string
  /** The rule that should report a finding. */
  readonly breaks: string
  /** The other MUST rules that report a finding as a consequence. */
  readonly also: readonly string[]
  /** The dialect that it breaks, if it is not the published contract. */
  readonly dialect?: string
  readonly seen?: string
  /** The combination of features in which it shows, if it is meant for one. */
  readonly only?: readonly string[]
}

export interface ListedVariant {
  readonly id: string
  readonly says: string
  /** Why the contract allows it. */
  readonly allowed: string
}

export interface ListedDialect {
  readonly id: string
  readonly says: string
  /** Where the public description is. */
  readonly source: string
}

/** Starts the server. Rejects for an unknown dialect, fault or variant (with the most similar ids) and for a used port. */
export async function startReferenceServer(options: ReferenceOptions = {}): Promise<ReferenceServer> {
  const { port = 0, host = '127.0.0.1', delayMs = 0 } = options
  const setup = await readSetup(options)
  const server = httpServer({ ...setup, delayMs })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: actualPort } = server.address() as AddressInfo
  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}${basePathOf(setup)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What the options ask for, without the connections. Rejects for an unknown dialect, fault or variant. */
export async function readSetup(options: ReferenceOptions): Promise<Setup> {
  const { faults = [], variants = [], twists: unnamed = [], apiKey } = options
  const broken = await choose(readFaults, faults, 'fault')
  const name = options.dialect ?? broken.find((fault) => fault.dialect)?.dialect
  const [dialect] = await choose(readDialects, name === undefined ? [] : [name], 'dialect')
  const varied = await choose(readVariants, variants, 'variant')
  const { think = [...varied, ...broken].find((twist) => twist.think)?.think } = options
  // The dialect comes first: a fault breaks what the dialect sends.
  const form = [...(dialect ? [dialect] : []), ...(think?.spelling ? [spell(think.spelling)] : [])]
  const plain = modelOf(options)
  const model = think ? thinkingModel(plain, think) : plain
  return { dialect, twists: [...form, ...varied, ...broken, ...unnamed], model, apiKey }
}

function modelOf({ quality, modelSeed = Math.floor(Math.random() * 2 ** 32) }: ReferenceOptions): Model {
  if (quality === 'random') return random()
  if (quality === 'lucky') return lucky(modelSeed)
  return quality === 'wavering' ? wavering(scripted(script), modelSeed) : scripted(script)
}

/** The path of the base URL. */
export function basePathOf({ dialect }: Setup): string {
  return dialect?.bases?.[0] ?? '/v1'
}

/** All dialects, in the order of their files. */
export async function listDialects(): Promise<ListedDialect[]> {
  return [...(await readDialects())].map(([id, { says, source }]) => ({ id, says, source }))
}

/** All faults, in the order of their files. */
export async function listFaults(): Promise<ListedFault[]> {
  return [...(await readFaults())].map(([id, { says, breaks, also = [], dialect, seen, only }]) => ({
    id,
    says,
    breaks,
    also,
    ...(dialect === undefined ? {} : { dialect }),
    ...(seen === undefined ? {} : { seen }),
    ...(only === undefined ? {} : { only }),
  }))
}

/** All variants, in the order of their files. */
export async function listVariants(): Promise<ListedVariant[]> {
  return [...(await readVariants())].map(([id, { says, allowed }]) => ({ id, says, allowed }))
}
