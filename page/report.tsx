/** The page of a report. */
import { render } from 'preact'
import type { ReportData } from '../reporters/_html-data.ts'
import type { Verdict as CaseVerdict } from '../src/model/index.ts'
import { Cases } from './cases.tsx'
import { Contents } from './contents.tsx'
import { dataOfPage } from './data.ts'
import { Defects } from './defects.tsx'
import { choiceOf, fragmentOf } from './filter.ts'
import { Glance } from './glance.tsx'
import { useFragment } from './hash.ts'
import { OutcomeTable } from './outcome-table.tsx'
import { Rules } from './rule.tsx'
import { Notes, Verdict } from './summary.tsx'
import { Extensions, Parameters, QuietRules } from './tables.tsx'

function Page({ report, verdict, rules }: ReportData) {
  const [choice, choose] = useFragment(choiceOf, fragmentOf)
  return (
    <Rules.Provider value={rules}>
      <Contents report={report} />
      <div class="report">
        <Verdict verdict={verdict} report={report} />
        <main>
          <Notes report={report} />
          <Glance report={report} />
          <Defects report={report} linked={choice.defect} />
          {report.cases.length > 0 && (
            <section aria-labelledby="overview">
              <h2 id="overview">Suites</h2>
              <OutcomeTable title="Cases by suite" cases={report.cases} keys={suiteOf} choiceOf={bySuite} />
              <QuietRules report={report} />
            </section>
          )}
          <div class="columns">
            <Parameters report={report} />
            <Extensions report={report} />
          </div>
          <Cases report={report} choice={choice} choose={choose} />
        </main>
      </div>
    </Rules.Provider>
  )
}

const suiteOf = ({ suite }: CaseVerdict): readonly string[] => [suite]
const bySuite = (suite: string) => ({ suite })

const place = document.getElementById('app')
if (place) render(<Page {...dataOfPage<ReportData>()} />, place)
