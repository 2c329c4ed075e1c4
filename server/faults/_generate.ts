/** Changes of replies of LightLLM's own endpoints: only the dialect knows their shapes, so faults change the JSON text. */
import type { Asked, Body, Fault, Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { applyPatch, type Patch } from './_places.ts'

const PATHS = ['/generate', '/generate_stream', '/']
const isGenerate = ({ path, method }: Asked): boolean => method === 'POST' && PATHS.includes(path)

type Hooks = Pick<Fault, 'reply' | 'frames' | 'request'>

/** Faults of these endpoints, by the rule that each of them breaks. */
export function defineGenerateFaults(table: Parameters<typeof defineFaults>[0]): Record<string, Fault> {
  const faults = Object.entries(defineFaults(table))
  return Object.fromEntries(
    faults.map(([id, fault]): [string, Fault] => [id, { dialect: 'lightllm-legacy', ...fault }]),
  )
}

/** Changes the JSON of replies with a status of this class: new members, or a function that may return a new body. */
function inBodies(statusClass: number, change: Patch | ((body: Loose) => unknown)): Hooks {
  return {
    reply: (reply, asked) => {
      if (!isGenerate(asked) || Math.floor(reply.status / 100) !== statusClass) return
      const body = JSON.parse(String(reply.body))
      const changed = typeof change === 'function' ? change(body) : applyPatch(body, change)
      reply.body = JSON.stringify(changed ?? body)
    },
  }
}

/** Changes replies that are not streamed. */
export const inReplies = (change: Patch | ((body: Loose) => unknown)): Hooks => inBodies(2, change)

/** Changes refusals. */
export const inRefusals = (change: (body: Loose) => unknown): Hooks => inBodies(4, change)

/** The events of a stream. */
export const eventsOf = (frames: readonly string[]): Loose[] =>
  frames.map((frame) => JSON.parse(frame.replace(/^data:/, '')))

/** Changes every event of a stream. */
export function inEvents(change: Patch | ((event: Loose, i: number, all: Loose[]) => unknown)): Hooks {
  return {
    frames: (frames, asked) => {
      if (!isGenerate(asked)) return frames
      const events = eventsOf(frames)
      for (const [i, event] of events.entries()) {
        if (typeof change === 'function') change(event, i, events)
        else applyPatch(event, change)
      }
      return events.map((event) => `data:${JSON.stringify(event)}\n\n`)
    },
  }
}

/** Changes requests before they are checked. */
export function inRequests(change: (body: Body, asked: Asked) => unknown): Hooks {
  return {
    request: (body, asked) => {
      if (isGenerate(asked)) change(body, asked)
    },
  }
}
