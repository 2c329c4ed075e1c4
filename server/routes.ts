/** The paths of the server. */
import type { Dialect, Usual } from './dialect.ts'
import { chatCompletions, type Endpoint } from './endpoint.ts'

export interface Route {
  /** `own` is an endpoint that only the dialect has. */
  kind: Usual | 'own'
  methods: readonly string[]
  /** Model id out of the path; empty elsewhere. */
  id: string
  /** What a POST does there. */
  endpoint: Endpoint
}

const read = ['GET', 'HEAD']

/** What a path below the base URL stands for; undefined for an unknown one. */
export function routeOf(path: string, dialect?: Dialect): Route | undefined {
  const route = usual(path)
  const own = dialect?.endpoints?.[path]
  if (own) return { kind: route ? 'chat' : 'own', methods: ['POST'], id: '', endpoint: { ...chatCompletions, ...own } }
  return route && !dialect?.lacks?.includes(route.kind) ? route : undefined
}

function usual(path: string): (Route & { kind: Usual }) | undefined {
  const endpoint = chatCompletions
  if (path === '/chat/completions') return { kind: 'chat', methods: ['POST'], id: '', endpoint }
  if (path === '/models') return { kind: 'models', methods: read, id: '', endpoint }
  if (path === '/health') return { kind: 'health', methods: read, id: '', endpoint }
  const model = /^\/models\/(.+)$/.exec(path)?.[1]
  return model === undefined ? undefined : { kind: 'model', methods: read, id: decoded(model), endpoint }
}

/** Percent-decoded; as it stands if it cannot be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of a request below the base URL, without the query. Anything else keeps its whole path. */
export function pathOf(url: string, { bases = ['/v1'], rooted = ['/health'] }: Partial<Dialect> = {}): string {
  const path = url.split('?')[0] ?? ''
  const base = bases.find((one) => path.startsWith(`${one}/`))
  if (base !== undefined) return path.slice(base.length)
  return rooted.includes(path) ? path : `/..${path}`
}
