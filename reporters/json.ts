/** The report as JSON (`specs/schemas/report.json`), written at the end of the run. */
import type { ReporterFactory } from '../src/model/index.ts'
import { jsonText } from './_json.ts'

const json: ReporterFactory = () => (event) => (event.type === 'end' ? jsonText(event.report) : '')

export default json
