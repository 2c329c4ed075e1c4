/** A server of tallies on a free port of this machine. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server does wrong. */
export type TallyFault =
  | 'index-from-one'
  | 'say-as-number'
  | 'unknown-event'
  | 'wrong-total-said'
  | 'total-as-text'
  | 'flat-errors'
  | 'forgets'
  | 'never-done'

export interface TallyServer {
  readonly baseUrl: string
  /** The bodies that were sent, in order. */
  readonly bodies: readonly Body[]
  close(): Promise<void>
}

export interface Body {
  readonly items?: unknown
  readonly previous?: string
  readonly results?: readonly { readonly value: number }[]
  readonly tool?: string
  readonly stream?: boolean
}

export async function startTally(fault?: TallyFault): Promise<TallyServer> {
  const totals = new Map<string, number>()
  const bodies: Body[] = []
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request)) as Body
    bodies.push(body)
    if (request.method !== 'POST' || request.url !== '/tally')
      return refuse(response, 404, 'There is no such path.', fault)
    if (!Array.isArray(body.items)) return refuse(response, 400, 'items must be a list.', fault)
    const before = body.previous === undefined || fault === 'forgets' ? 0 : totals.get(body.previous)
    if (before === undefined) return refuse(response, 404, 'There is no such tally.', fault)
    const numbers = [...(body.items as number[]), ...(body.results ?? []).map(({ value }) => value)]
    const total = numbers.reduce((sum, number) => sum + number, before)
    const id = `tally_${totals.size}`
    totals.set(id, total)
    const calls = body.tool === undefined ? [] : [{ tool: body.tool, call_id: `call_${totals.size}` }]
    const reply = {
      id,
      total,
      says: [...numbers.map(String), fault === 'wrong-total-said' ? 'many' : `${total}`],
      calls,
    }
    if (body.stream) stream(response, reply, fault)
    else send(response, 200, fullReply(reply, fault))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Reply {
  readonly id: string
  readonly total: number
  readonly says: readonly string[]
  readonly calls: readonly unknown[]
}

function fullReply({ id, total, says, calls }: Reply, fault: TallyFault | undefined): unknown {
  const parts = says.map((say) => ({ say }))
  return { tally_id: id, total: fault === 'total-as-text' ? `${total}` : total, parts, calls }
}

function stream(response: ServerResponse, { id, total, says, calls }: Reply, fault: TallyFault | undefined): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const event = (type: string, data: object): unknown =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  event('tally.started', { tally_id: id })
  for (const [i, say] of says.entries())
    event('tally.part', { index: i + (fault === 'index-from-one' ? 1 : 0), say: fault === 'say-as-number' ? 7 : say })
  if (fault === 'unknown-event') event('tally.rumour', {})
  if (fault !== 'never-done') event('tally.done', { total, calls })
  response.end()
}

function refuse(response: ServerResponse, status: number, message: string, fault: TallyFault | undefined): void {
  send(response, status, fault === 'flat-errors' ? { detail: message } : { error: { message } })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += part
  return text || '{}'
}
