/** The made-up API of tallies, with its rules and its server. */
import { join } from 'node:path'
import { ownApis, readApi } from '../../../../src/ask/apis.ts'
import { codeRoot } from '../../../../src/foundation/paths.ts'

export { TALLY_RULES } from './rules.ts'
export { startTally, type TallyFault } from './server.ts'

export const TALLY = await readApi('tally', join(codeRoot, 'test', 'support', 'apis', 'tally', 'api.yaml'))

/** The APIs of the package and this one. */
export const APIS = new Map([...ownApis, ['tally', TALLY]])
