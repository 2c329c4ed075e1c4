/** Which of several targets to test, and where the reports of each go. */
import { didYouMean, UsageError } from '../foundation/usage-error.ts'

/**
 * The named targets; all targets if none is named.
 * @throws UsageError for an unknown or a repeated name
 */
export function chooseTargets(names: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  if (!wanted?.length) return names
  for (const [i, name] of wanted.entries()) {
    if (!names.includes(name))
      throw new UsageError(
        `unknown target ${JSON.stringify(name)}${didYouMean(name, names)}\ntargets: ${names.join(', ')}`,
      )
    if (wanted.indexOf(name) < i) throw new UsageError(`--target ${name} is repeated; name each target once`)
  }
  return wanted
}

/**
 * Reporters as typed, with the name of the target in place of {target}.
 * @param isOnly no other target is run
 * @throws UsageError for a file that several targets would write to
 */
export function nameOutputs(reporters: readonly string[], name: string, isOnly: boolean): readonly string[] {
  return reporters.map((reporter) => {
    if (!isOnly && reporter.includes('=') && !reporter.endsWith('=-') && !reporter.includes('{target}'))
      throw new UsageError(
        `all targets would write to ${reporter.slice(reporter.indexOf('=') + 1)}\nadd {target} to its name, such as ${reporter.replace(/(\.[^./=]*)?$/, '-{target}$1')}`,
      )
    return reporter.replaceAll('{target}', name)
  })
}
