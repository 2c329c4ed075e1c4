/** What faults do to replies of LightLLM's own endpoints: their shapes are the dialect's, so it is text that is changed. */
import type { Asked, Body, Fault, Loose } from '../twist.ts'

const PATHS = ['/generate', '/generate_stream', '/']
const isThere = ({ path, method }: Asked): boolean => method === 'POST' && PATHS.includes(path)

type Broken = Omit<Fault, 'says' | 'breaks' | 'also' | 'dialect'>

const dialect = 'lightllm-legacy'

/** A fault of these endpoints. */
export function ofGenerate(says: string, breaks: string, broken: Broken, also: readonly string[] = []): Fault {
  return { says, breaks, ...(also.length ? { also } : {}), dialect, ...broken }
}

/** Changes the JSON of replies with a status of this class. */
function inBody(kind: number, change: (body: Loose, asked: Asked, status: number) => unknown): Broken {
  return {
    reply: (reply, asked) => {
      if (!isThere(asked) || Math.floor(reply.status / 100) !== kind) return
      const body = JSON.parse(String(reply.body))
      reply.body = JSON.stringify(change(body, asked, reply.status) ?? body)
    },
  }
}

/** Changes whole replies. */
export const inReply = (change: (body: Loose, asked: Asked) => unknown): Broken => inBody(2, change)

/** Changes refusals. */
export const inRefusal = (change: (body: Loose, asked: Asked, status: number) => unknown): Broken => inBody(4, change)

/** The events of a stream. */
export const eventsIn = (frames: readonly string[]): Loose[] =>
  frames.map((frame) => JSON.parse(frame.replace(/^data:/, '')))

/** Changes every event of a stream. */
export function inEachEvent(change: (event: Loose, i: number, all: Loose[]) => void): Broken {
  return {
    frames: (frames, asked) => {
      if (!isThere(asked)) return frames
      const events = eventsIn(frames)
      for (const [i, event] of events.entries()) change(event, i, events)
      return events.map((event) => `data:${JSON.stringify(event)}\n\n`)
    },
  }
}

/** Changes requests before they are checked. */
export function inRequest(change: (body: Body, asked: Asked) => void): Broken {
  return {
    request: (body, asked) => {
      if (isThere(asked)) change(body, asked)
    },
  }
}
