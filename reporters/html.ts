/** The report as a page for people: one file that opens in any browser, without a network. */
import type { ReporterFactory } from '../src/model/index.ts'
import { assetsOf } from './_html-assets.ts'
import { reportData } from './_html-data.ts'
import { htmlPage } from './_html-page.ts'

const html: ReporterFactory = ({ rules }) => {
  // Before anything is sent: a page that cannot be made is better known early.
  const assets = assetsOf('report')
  return (event) => {
    if (event.type !== 'end') return ''
    const { report } = event
    const { name, model, baseUrl } = report.target
    return htmlPage({
      title: `${name ?? model} at ${baseUrl} · chat-conformance`,
      ...assets,
      data: reportData(report, rules),
    })
  }
}

export default html
