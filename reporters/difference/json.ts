/** The difference of two reports as JSON. */

import type { DifferenceFormat } from '../../src/model/index.ts'
import { printable } from '../../text/printable.ts'

const json: DifferenceFormat = (difference) =>
  `${JSON.stringify(difference, null, 2).split('\n').map(printable).join('\n')}\n`

export default json
