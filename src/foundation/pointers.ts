/** Patterns over JSON pointers: `*` matches one step. */

const known = new Map<string, RegExp>()

/** What the pattern means, as a regular expression. */
export function pointerPattern(pattern: string): RegExp {
  const before = known.get(pattern)
  if (before) return before
  const steps = pattern.split('/').map((step) => (step === '*' ? '[^/]*' : step.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
  const made = new RegExp(`^${steps.join('/')}$`)
  known.set(pattern, made)
  return made
}
