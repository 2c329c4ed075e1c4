/** The page of a comparison. */
import { render } from 'preact'
import { useMemo } from 'preact/hooks'
import type { ComparisonData } from '../reporters/_html-comparison.ts'
import { CapabilityMatrix, CaseMatrix, DefectMatrix, ParameterMatrix, RuleMatrix } from './comparison-tables.tsx'
import { dataOfPage } from './data.ts'
import { Evidence } from './evidence.tsx'
import { useFragment } from './hash.ts'
import { Copy } from './parts.tsx'
import { Rules } from './rule.tsx'
import { Head } from './targets.tsx'
import { Timings } from './timings.tsx'
import { fragmentOfView, type Opened, type View, viewOf } from './view.ts'

function Page({ data }: { readonly data: ComparisonData }) {
  const [view, change] = useFragment(viewOf, fragmentOfView)
  const targets = useMemo(() => data.targets.map(({ name }) => name), [data])
  const shared = { targets, view, change }
  return (
    <Rules.Provider value={data.texts}>
      <Head data={data} />
      <main>
        <Search view={view} change={change} />
        <DefectMatrix {...shared} rows={data.defects} />
        <CapabilityMatrix {...shared} rows={data.capabilities} />
        <CaseMatrix {...shared} rows={data.cases} />
        <ParameterMatrix {...shared} rows={data.parameters} />
        <RuleMatrix {...shared} rows={data.rules} />
        <Timings targets={data.targets} />
      </main>
      {view.open && <Evidence data={data} opened={view.open} open={(opened) => change(opening(view, opened))} />}
    </Rules.Provider>
  )
}

function opening({ open: _, ...view }: View, opened: Opened | undefined): View {
  return opened ? { ...view, open: opened } : view
}

function Search({ view, change }: { readonly view: View; readonly change: (view: View) => void }) {
  const search = (text: string): void => {
    const { text: _, ...rest } = view
    change(text ? { ...rest, text } : rest)
  }
  return (
    <search class="search filter-line">
      <label>
        <span>Search all tables</span>{' '}
        <input
          type="search"
          name="text"
          value={view.text ?? ''}
          placeholder="name, rule, reason …"
          onInput={(event) => search(event.currentTarget.value)}
        />
      </label>
      <Copy text={() => location.href} label="Copy link" />
    </search>
  )
}

const place = document.getElementById('app')
if (place) render(<Page data={dataOfPage<ComparisonData>()} />, place)
