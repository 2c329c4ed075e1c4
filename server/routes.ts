/** The paths of the server. */
import type { Dialect, Usual } from './dialect.ts'
import { chatCompletions, type Endpoint } from './endpoint.ts'

export interface Route {
  /** `own` means an endpoint that only the dialect has. */
  kind: Usual | 'own'
  methods: readonly string[]
  /** The model id in the path; empty for other paths. */
  id: string
  /** How a POST is answered. */
  endpoint: Endpoint
}

const read = ['GET', 'HEAD']

/** The route of a path below the base URL; undefined for an unknown path. */
export function routeOf(path: string, dialect?: Dialect): Route | undefined {
  const route = publishedRoute(path)
  const endpoint = dialect?.endpoints?.[path]
  if (endpoint)
    return { kind: route ? 'chat' : 'own', methods: ['POST'], id: '', endpoint: { ...chatCompletions, ...endpoint } }
  return route && !dialect?.lacks?.includes(route.kind) ? route : undefined
}

function publishedRoute(path: string): (Route & { kind: Usual }) | undefined {
  const endpoint = chatCompletions
  if (path === '/chat/completions') return { kind: 'chat', methods: ['POST'], id: '', endpoint }
  if (path === '/models') return { kind: 'models', methods: read, id: '', endpoint }
  if (path === '/health') return { kind: 'health', methods: read, id: '', endpoint }
  const model = /^\/models\/(.+)$/.exec(path)?.[1]
  return model === undefined ? undefined : { kind: 'model', methods: read, id: decode(model), endpoint }
}

/** Percent-decodes a string; returns it unchanged if that fails. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of a request below the base URL, without the query. Other paths keep their full length. */
export function pathOf(url: string, { bases = ['/v1'], rooted = ['/health'] }: Partial<Dialect> = {}): string {
  const path = url.split('?')[0] ?? ''
  const base = bases.find((prefix) => path.startsWith(`${prefix}/`))
  if (base !== undefined) return path.slice(base.length)
  return rooted.includes(path) ? path : `/..${path}`
}
