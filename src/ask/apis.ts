/** The APIs that can be tested: what their endpoints take and answer is data, read once from specs/apis. */
import { join } from 'node:path'
import { listApis, packageRoot } from '../foundation/paths.ts'
import { didYouMean } from '../foundation/usage-error.ts'
import { readYaml } from '../foundation/yaml.ts'
import type { Api, Endpoint, EndpointFacts } from '../model/index.ts'

/** The API that is meant where none is named. */
export const DEFAULT_API = 'chat-completions'

/** The endpoint of a request that goes to none. */
const OTHER: Endpoint = 'other'

interface ApiFile extends Omit<Api, 'name' | 'endpoints'> {
  readonly errors?: string
  readonly endpoints: Readonly<Record<string, Omit<EndpointFacts, 'name' | 'adds' | 'errors'> & Partial<EndpointFacts>>>
}

const apis = readApis()
const endpoints = new Map([...apis.values()].flatMap((api) => api.endpoints.map((one) => [one.name, one] as const)))

function readApis(): ReadonlyMap<string, Api> {
  return new Map(listApis().map((name) => [name, readApi(join(packageRoot, 'specs', 'apis', name, 'api.yaml'))]))
}

/** These files are ours: a mistake in one is a bug. */
function readApi(file: string): Api {
  const { value, mistakes } = readYaml(file, 'api.json')
  if (mistakes.length) throw new Error(mistakes.join('\n'))
  const { errors = 'error.json', endpoints: own, ...api } = value as ApiFile
  return {
    ...api,
    endpoints: Object.entries(own).map(([name, endpoint]) => ({ adds: [], ...endpoint, name, errors })),
  }
}

/** Why there is no API of that name; undefined if there is one. */
export function apiMistake(name: string): string | undefined {
  if (apis.has(name)) return undefined
  return `there is no API ${name}${didYouMean(name, apis.keys())}; there are ${[...apis.keys()].join(', ')}`
}

/** @throws Error if there is none of that name: what users write is checked where it is read */
export function apiNamed(name: string): Api {
  const api = apis.get(name)
  if (!api) throw new Error(apiMistake(name))
  return api
}

/** The first endpoint of an API: where a case goes that names no path. */
export function mainEndpoint(api: string): EndpointFacts {
  // The schema asks for one.
  return apiNamed(api).endpoints[0] as EndpointFacts
}

/** The endpoint of an API that a request goes to; undefined for any other path or method. */
export function endpointOf(api: string, method: string, path: string): EndpointFacts | undefined {
  return apiNamed(api).endpoints.find((one) => one.method === method && isAt(path, one.path))
}

/** Its name; `other` for a path or method that is none. */
export function endpointName(api: string, method: string, path: string): Endpoint {
  return endpointOf(api, method, path)?.name ?? OTHER
}

/** The endpoint of that name, whatever API it belongs to. */
export function endpointNamed(name: Endpoint): EndpointFacts | undefined {
  return endpoints.get(name)
}

function isAt(path: string, pattern: string): boolean {
  const [steps, wanted] = [path.split('/'), pattern.split('/')]
  return (
    steps.length === wanted.length && wanted.every((step, i) => (step === '*' ? steps[i] !== '' : step === steps[i]))
  )
}
