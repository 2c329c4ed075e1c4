/** Where the files of the package are, for the sources and for dist/. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds the code in use: the repository, or its dist/. */
export const codeRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The folder with package.json, suites/, fixtures/ and the data of specs/. */
export const packageRoot = existsSync(join(codeRoot, 'package.json')) ? codeRoot : dirname(codeRoot)

/** Names of the APIs: the folders in specs/apis. */
export function listApis(): readonly string[] {
  return readdirSync(join(packageRoot, 'specs', 'apis')).sort()
}

/** The ending of the code in use: `.ts` in the repository, `.js` in dist/. */
export const codeExtension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
