/** The run as lines of JSON, each written as it happens: the output of a stopped run is complete up to its last line. */

import type { ReporterFactory } from '../src/model/index.ts'
import { printable } from '../text/printable.ts'

const jsonl: ReporterFactory = () => (event) => {
  switch (event.type) {
    case 'start': {
      const { type, ...facts } = event
      return line({ type, format: 'chat-conformance/events', version: 1, ...facts })
    }
    case 'begin':
      return ''
    case 'case':
      return line(event)
    case 'end': {
      // The lines above have the verdicts.
      const { cases, ...report } = event.report
      return line({ type: event.type, report })
    }
  }
}

export default jsonl

function line(value: object): string {
  return `${printable(JSON.stringify(value))}\n`
}
