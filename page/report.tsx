/** The page of a report. */
import { render } from 'preact'
import type { ReportData } from '../reporters/_html-data.ts'
import type { Verdict as CaseVerdict } from '../src/model/index.ts'
import { Cases } from './cases.tsx'
import { dataOfPage } from './data.ts'
import { choiceOf, fragmentOf } from './filter.ts'
import { useFragment } from './hash.ts'
import { OutcomeTable } from './outcome-table.tsx'
import { Rules } from './rule.tsx'
import { Notes, Verdict } from './summary.tsx'
import { BrokenRules, Extensions, Parameters } from './tables.tsx'

function Page({ report, verdict, rules }: ReportData) {
  const [choice, choose] = useFragment(choiceOf, fragmentOf)
  return (
    <Rules.Provider value={rules}>
      <Verdict verdict={verdict} report={report} />
      <main>
        <Notes report={report} />
        {report.cases.length > 0 && (
          <section aria-labelledby="overview">
            <h2 id="overview">Overview</h2>
            <div class="columns">
              <OutcomeTable title="Capabilities" cases={report.cases} keys={needsOf} choiceOf={byCapability} sorted />
              <OutcomeTable title="Suites" cases={report.cases} keys={suiteOf} choiceOf={bySuite} />
            </div>
          </section>
        )}
        <BrokenRules report={report} />
        <div class="columns">
          <Parameters report={report} />
          <Extensions report={report} />
        </div>
        <Cases report={report} choice={choice} choose={choose} />
      </main>
    </Rules.Provider>
  )
}

const needsOf = ({ needs }: CaseVerdict): readonly string[] => needs
const suiteOf = ({ suite }: CaseVerdict): readonly string[] => [suite]
const byCapability = (capability: string) => ({ capability })
const bySuite = (suite: string) => ({ suite })

const place = document.getElementById('app')
if (place) render(<Page {...dataOfPage<ReportData>()} />, place)
