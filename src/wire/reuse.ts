/**
 * Which requests were sent over a connection that had carried others before. Such a connection may be closed for its idleness at
 * the moment in which it is used again: a reply that never began then says nothing about the request.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** How one request was sent. */
export interface Carriage {
  socket?: Socket
  /** The connection had carried another request. */
  isReused: boolean
  /** How many bytes had come over it before. */
  readBefore: number
}

const used = new WeakSet<Socket>()
const carriages = new WeakMap<object, Carriage>()
/** undici creates its request while it is called, so that the request that is created belongs to this call. */
let calling: Carriage | undefined

subscribe('undici:request:create', (message) => {
  const { request } = message as { request: object }
  if (calling) carriages.set(request, calling)
})

subscribe('undici:client:sendHeaders', (message) => {
  const { request, socket } = message as { request: object; socket: Socket }
  const carriage = carriages.get(request)
  if (carriage) Object.assign(carriage, { socket, isReused: used.has(socket), readBefore: socket.bytesRead })
  used.add(socket)
})

/** Calls undici, and notes how its request is sent. */
export function carried<T>(call: () => Promise<T>): { readonly reply: Promise<T>; readonly carriage: Carriage } {
  const carriage: Carriage = { isReused: false, readBefore: 0 }
  calling = carriage
  try {
    return { reply: call(), carriage }
  } finally {
    calling = undefined
  }
}

/** The connection had been used before, and not a byte of a reply came. */
export function wasIdle({ socket, isReused, readBefore }: Carriage): boolean {
  return isReused && socket?.bytesRead === readBefore
}
