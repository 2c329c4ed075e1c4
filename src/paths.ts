/** Where things lie, the same from the sources and from dist/. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds the code in use: the repository, or its dist/. */
export const codeRoot = dirname(dirname(fileURLToPath(import.meta.url)))

/** The folder with package.json, suites/, fixtures/, specs/schemas/ and specs/profiles/. */
export const packageRoot = existsSync(join(codeRoot, 'package.json')) ? codeRoot : dirname(codeRoot)
