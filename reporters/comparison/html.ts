/** The comparison as a page for people: one file that opens in any browser, without a network. */

import type { ComparisonFormat } from '../../src/model/index.ts'
import { count } from '../../text/number.ts'
import { assetsOf } from '../_html-assets.ts'
import { comparisonData } from '../_html-comparison.ts'
import { htmlPage } from '../_html-page.ts'

const html: ComparisonFormat = (comparison, { rules }) =>
  htmlPage({
    title: `${count(comparison.targets.length, 'target')} compared · chat-conformance`,
    ...assetsOf('comparison'),
    data: comparisonData(comparison, rules),
  })

export default html
