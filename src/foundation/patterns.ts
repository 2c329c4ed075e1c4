/** Patterns over ids that are paths: `*` matches anything within a step, `**` any number of steps. */
import { nearest, UsageError } from './usage-error.ts'

/** Whether the id is meant by the pattern. A pattern without slash or star that names the first step means all below it. */
export function matches(pattern: string, id: string): boolean {
  return toRegExp(pattern).test(id)
}

/**
 * The names that match any of the patterns; all names if there is no pattern.
 * @param what for messages: `case`, `rule`, `suite`
 * @throws UsageError for a pattern that means nothing, with the nearest names
 */
export function select(patterns: readonly string[], names: readonly string[], what: string): ReadonlySet<string> {
  if (!patterns.length) return new Set(names)
  const matched = patterns.map((pattern) => {
    const meant = toRegExp(pattern)
    return { pattern, names: names.filter((name) => meant.test(name)) }
  })
  const dead = matched.filter(({ names }) => !names.length)
  if (dead.length) throw new UsageError(dead.map(({ pattern }) => describeNoMatch(pattern, names, what)).join('\n'))
  const meant = new Set(matched.flatMap(({ names }) => names))
  return new Set(names.filter((name) => meant.has(name)))
}

function describeNoMatch(pattern: string, names: readonly string[], what: string): string {
  const near = nearest(pattern, names)
  const hint = near.length ? `the nearest: ${near.join(', ')}` : `\`chat-conformance list ${what}s\` shows them all`
  return `no ${what} matches ${JSON.stringify(pattern)}; ${hint}`
}

function toRegExp(pattern: string): RegExp {
  const steps = pattern
    .split('/')
    .map((step) => (step === '**' ? '.*' : step.split('*').map(escapePattern).join('[^/]*')))
  // `a/**` also means `a` itself, and so does `a/b` everything that a matrix made of it.
  const body = steps.join('/').replaceAll('/.*', '(?:/.*)?').replaceAll('.*/', '(?:.*/)?')
  return new RegExp(`^${body}(?:/.*)?$`)
}

function escapePattern(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
}
