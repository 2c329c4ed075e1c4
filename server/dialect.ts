/** A dialect: how one documented server differs from the published contract. */
import type { Endpoint } from './endpoint.ts'
import type { Twist } from './twist.ts'

/** What every server of the contract has, and a dialect may lack. */
export type Usual = 'chat' | 'models' | 'model' | 'health'

export interface Dialect extends Twist {
  /** Where the public description is: a page, or files of a repository. */
  source: string
  /** Paths below which it serves; the first one is its base URL. Only `/v1` by default. */
  bases?: readonly string[]
  /** Paths that are there without a base too. Only `/health` by default. */
  rooted?: readonly string[]
  /** Names of the models that it serves; those of the reference by default. */
  serves?: readonly string[]
  /** What it does not have. */
  lacks?: readonly Usual[]
  /** Endpoints of its own by their path below the base, and what is different at `/chat/completions`. */
  endpoints?: Readonly<Record<string, Partial<Endpoint>>>
}
