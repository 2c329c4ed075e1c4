/** The APIs that can be tested: what their endpoints take and answer is data in specs/apis, and their protocol is code there. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readBuilt } from '../foundation/built.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { codeExtension, codeRoot, listApis, packageRoot } from '../foundation/paths.ts'
import { addSchemas } from '../foundation/schemas.ts'
import { didYouMean } from '../foundation/usage-error.ts'
import { readYaml } from '../foundation/yaml.ts'
import type { Api, Endpoint, EndpointFacts, Explanation, Protocol } from '../model/index.ts'

/** APIs by name. */
export type Apis = ReadonlyMap<string, Api>

/** The endpoint of a request that goes to none of the API. */
const OTHER: Endpoint = 'other'

interface ApiFile extends Omit<Api, 'name' | 'endpoints' | 'explanations' | 'isDefault' | 'protocol'> {
  readonly $schema?: string
  readonly default?: true
  readonly errors?: string
  readonly endpoints: Readonly<Record<string, Omit<EndpointFacts, 'name' | 'adds' | 'errors'> & Partial<EndpointFacts>>>
}

/** The APIs that come with the package. They are read when this module is loaded, so that suites and profiles can be read without waiting. */
export const ownApis: Apis = new Map(
  await Promise.all(
    listApis().map(async (name) => {
      const data = join(packageRoot, 'specs', 'apis', name, 'api.yaml')
      const code = join(codeRoot, 'specs', 'apis', name, `protocol${codeExtension}`)
      return [name, await withProtocol(readBuilt<ApiFacts>(`apis/${name}`) ?? readFacts(name, data), code)] as const
    }),
  ),
)

/** The name of the API that is meant where none is named. */
export const DEFAULT_API = [...ownApis.values()].find(({ isDefault }) => isDefault)?.name ?? ''

/**
 * Reads an API. Its files are ours: a mistake in one is a bug.
 * @param name name of the API
 * @param file its api.yaml; the folder schemas next to it has its schemas
 * @param code the module whose default export is its protocol; by default the one next to the file
 * @throws Error with every mistake in the file
 */
export async function readApi(
  name: string,
  file: string,
  code = join(dirname(file), `protocol${codeExtension}`),
): Promise<Api> {
  return withProtocol(readFacts(name, file), code)
}

type ApiFacts = Omit<Api, 'protocol'>

function readFacts(name: string, file: string): ApiFacts {
  const { value, mistakes } = readYaml(file, 'api.json')
  if (mistakes.length) throw new Error(mistakes.join('\n'))
  const schemas = join(dirname(file), 'schemas')
  if (existsSync(schemas)) addSchemas(schemas)
  const explanations = [join(packageRoot, 'specs', 'rules'), dirname(file)].flatMap(readExplanations)
  const { $schema: _, default: isDefault, errors = 'error.json', endpoints, ...api } = value as ApiFile
  return {
    ...api,
    name,
    explanations,
    ...(isDefault ? { isDefault } : {}),
    endpoints: Object.entries(endpoints).map(([endpoint, facts]) => ({
      adds: {},
      ...facts,
      name: endpoint,
      errors,
    })),
  }
}

/** What explains what, from the file explanations.yaml of a folder; nothing without the file. */
function readExplanations(folder: string): readonly Explanation[] {
  const file = join(folder, 'explanations.yaml')
  if (!existsSync(file)) return []
  const { value, mistakes } = readYaml(file, 'explanations.json')
  if (mistakes.length) throw new Error(mistakes.join('\n'))
  return (value as { readonly explanations: readonly Explanation[] }).explanations
}

async function withProtocol(facts: ApiFacts, code: string): Promise<Api> {
  const { default: protocol } = (await import(pathToFileURL(code).href)) as { default: Protocol }
  return { ...facts, protocol }
}

/** Says that there is no API of that name; undefined if there is. */
export function apiMistake(name: string, apis: Apis = ownApis): string | undefined {
  if (apis.has(name)) return undefined
  return `there is no API ${name}${didYouMean(name, apis.keys())}; there are ${[...apis.keys()].join(', ')}`
}

/** @throws Error if there is no API of that name: names that users write are checked where they are read */
export function apiNamed(name: string, apis: Apis = ownApis): Api {
  const api = apis.get(name)
  if (!api) throw new Error(apiMistake(name, apis))
  return api
}

/** The first endpoint of an API: where a case goes that names no path. */
export function mainEndpoint(api: Api): EndpointFacts {
  // The schema requires one.
  return api.endpoints[0] as EndpointFacts
}

/**
 * The endpoint of an API that a request goes to; undefined for any other path or method.
 * @param method undefined if it is not known: then the path decides
 * @param address a path or a URL with any prefix, such as `/v1`; its query does not matter
 */
export function endpointOf(api: Api, method: string | undefined, address: string): EndpointFacts | undefined {
  const path = pathOf(address)
  return api.endpoints.find((endpoint) => endpoint.method === (method ?? endpoint.method) && isAt(path, endpoint.path))
}

/** Its name; `other` for a path or method that is none. */
export function endpointName(api: Api, method: string | undefined, address: string): Endpoint {
  return endpointOf(api, method, address)?.name ?? OTHER
}

/** The endpoint of that name. */
export function endpointNamed(api: Api, name: Endpoint): EndpointFacts | undefined {
  return api.endpoints.find((endpoint) => endpoint.name === name)
}

/** Whether a request to this endpoint asks for an event stream; undefined where requests cannot choose. */
export function wantsStream(endpoint: EndpointFacts | undefined, body: unknown): boolean | undefined {
  const when = endpoint?.events?.when
  return when === undefined ? undefined : (lookUp(when, body) ?? []).some(({ value }) => value === true)
}

/** The path of an address, without origin, query and fragment. */
function pathOf(address: string): string {
  return address.replace(/[?#].*$/s, '').replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '') || '/'
}

/** Whether the last segments of the path are those of the pattern. The root has no prefix: any path would end in it. */
function isAt(path: string, pattern: string): boolean {
  if (pattern === '/') return path === '/'
  const wanted = pattern.split('/').slice(1)
  const steps = path.split('/').slice(1).slice(-wanted.length)
  return (
    steps.length === wanted.length && wanted.every((step, i) => (step === '*' ? steps[i] !== '' : step === steps[i]))
  )
}
