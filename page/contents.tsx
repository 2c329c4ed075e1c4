/** What the page has, with a way to each part. */

import type { ComponentChildren } from 'preact'
import type { Defect, Report } from '../src/model/index.ts'
import { linkTo } from './outcome-table.tsx'
import { Id, LevelMark } from './parts.tsx'

/** Of more defects only the first are named. */
const MOST_DEFECTS = 15

export function Contents({ report }: { readonly report: Report }) {
  const { defects, cases, parameters, extensions } = report
  const more = defects.length - MOST_DEFECTS
  return (
    <nav class="contents" aria-label="Contents">
      <ul>
        {defects.length > 0 && (
          <li>
            <Jump to="defects">
              Defects <span class="dim">{defects.length}</span>
            </Jump>
            <ul class="contents-defects">
              {defects.slice(0, MOST_DEFECTS).map((defect) => (
                <DefectLink key={defect.id} defect={defect} />
              ))}
              {more > 0 && <li class="dim">and {more} more</li>}
            </ul>
          </li>
        )}
        {cases.length > 0 && (
          <li>
            <Jump to="overview">Suites</Jump>
          </li>
        )}
        {parameters.length > 0 && (
          <li>
            <Jump to="parameters">
              Parameters <span class="dim">{parameters.length}</span>
            </Jump>
          </li>
        )}
        {extensions.length > 0 && (
          <li>
            <Jump to="extensions">
              Extensions <span class="dim">{extensions.length}</span>
            </Jump>
          </li>
        )}
        <li>
          <Jump to="cases">
            Cases <span class="dim">{cases.length.toLocaleString('en')}</span>
          </Jump>
        </li>
      </ul>
    </nav>
  )
}

function DefectLink({ defect: { id, level, known } }: { readonly defect: Defect }) {
  return (
    <li>
      <LevelMark level={level} quiet={known !== undefined} />{' '}
      <a href={linkTo({ defect: id })} onClick={again}>
        <Id>{id}</Id>
      </a>
    </li>
  )
}

/** Followed a second time, a link does not change the address. */
function again({ currentTarget }: { readonly currentTarget: HTMLAnchorElement }): void {
  if (currentTarget.hash === location.hash) dispatchEvent(new HashChangeEvent('hashchange'))
}

/** A link within the page that leaves the choice of cases as it is: the choice is the fragment of the address. */
function Jump({ to, children }: { readonly to: string; readonly children: ComponentChildren }) {
  return (
    <a
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(to)?.scrollIntoView()
      }}
    >
      {children}
    </a>
  )
}
