/** The report as JSON (`specs/schemas/report.json`), written at the end of the run. */
import type { ReporterFactory } from '../src/model.ts'
import { printable } from './_helpers.ts'

const json: ReporterFactory = () => (event) => {
  if (event.type !== 'end') return ''
  // Line by line, since the line breaks are ours; inside strings the escapes are JSON's own.
  return `${JSON.stringify(event.report, null, 2).split('\n').map(printable).join('\n')}\n`
}

export default json
