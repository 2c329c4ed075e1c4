/** A dialect: how one documented server differs from the published contract. */
import type { Endpoint } from './endpoint.ts'
import type { Twist } from './twist.ts'

/** The endpoints of the contract, which a dialect may lack. */
export type Usual = 'chat' | 'models' | 'model' | 'health'

export interface Dialect extends Twist {
  /** The public description: a page, or files of a repository. */
  source: string
  /** Paths of its base URLs; the first one is announced. Only `/v1` by default. */
  bases?: readonly string[]
  /** Paths that also exist without a base. Only `/health` by default. */
  rooted?: readonly string[]
  /** Names of its models; those of the reference server by default. */
  serves?: readonly string[]
  /** Endpoints of the contract that it does not have. */
  lacks?: readonly Usual[]
  /** Its own endpoints by their path below the base, and what is different at `/chat/completions`. */
  endpoints?: Readonly<Record<string, Partial<Endpoint>>>
}
