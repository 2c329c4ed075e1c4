// An old file in dist/ would still be found by the registry (the folder is the list), so each build starts empty.
import { rmSync } from 'node:fs'

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
