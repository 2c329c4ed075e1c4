/** What the endpoint badge of shields.io reads: a small JSON file, wherever it is published. */
import type { ReporterFactory } from '../src/model/index.ts'
import { type Badge, badgeOf, LABEL } from './_badge.ts'
import { jsonText } from './_json.ts'

const shields: ReporterFactory = () => (event) => {
  if (event.type !== 'end') return ''
  const { message, state } = badgeOf(event.report)
  return jsonText({ schemaVersion: 1, label: LABEL, message, color: COLOR[state] })
}

export default shields

const COLOR: Readonly<Record<Badge['state'], string>> = {
  good: 'brightgreen',
  known: 'orange',
  bad: 'red',
  unknown: 'lightgrey',
}
