/** All formats, in the order in which they are tried. */
import type { Format } from '../format.ts'
import { htmlFormat, markdownFormat, rstFormat } from './documents.ts'
import { jsonFormat } from './json.ts'
import { jsonlFormat } from './jsonl.ts'
import { sseFormat } from './sse-log.ts'
import { textFormat } from './text.ts'
import { yamlFormat } from './yaml.ts'

export const FORMATS: readonly Format[] = [
  htmlFormat,
  markdownFormat,
  rstFormat,
  yamlFormat,
  sseFormat,
  jsonlFormat,
  jsonFormat,
  textFormat,
]
