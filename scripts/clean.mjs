// The registry lists the files of a folder and would find old files in dist/, so each build starts with an empty folder.
import { rmSync } from 'node:fs'

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
