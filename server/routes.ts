/** The paths of the server. */

export interface Route {
  kind: 'chat' | 'models' | 'model' | 'health'
  methods: readonly string[]
  /** Model id out of the path; empty elsewhere. */
  id: string
}

const read = ['GET', 'HEAD']

/** What a path below the base URL stands for; undefined for an unknown one. */
export function routeOf(path: string): Route | undefined {
  if (path === '/chat/completions') return { kind: 'chat', methods: ['POST'], id: '' }
  if (path === '/models') return { kind: 'models', methods: read, id: '' }
  if (path === '/health') return { kind: 'health', methods: read, id: '' }
  const model = /^\/models\/(.+)$/.exec(path)?.[1]
  return model === undefined ? undefined : { kind: 'model', methods: read, id: decoded(model) }
}

/** Percent-decoded; as it stands if it cannot be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of a request below the base URL `/v1`, without the query. Anything else keeps its whole path. */
export function pathOf(url: string): string {
  const path = url.split('?')[0] ?? ''
  if (path.startsWith('/v1/')) return path.slice(3)
  // Only the health check is also found without the prefix.
  return path === '/health' ? path : `/..${path}`
}
