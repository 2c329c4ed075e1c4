/** Which of several targets are meant, and where the reports of each go. */
import { didYouMean, UsageError } from '../foundation/usage-error.ts'

/**
 * The targets that are named; all of them where none is.
 * @throws UsageError for a name that there is not, or one that is given twice
 */
export function chosen(names: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  if (!wanted?.length) return names
  for (const [i, name] of wanted.entries()) {
    if (!names.includes(name))
      throw new UsageError(
        `there is no target ${JSON.stringify(name)}${didYouMean(name, names)}\ntargets: ${names.join(', ')}`,
      )
    if (wanted.indexOf(name) < i) throw new UsageError(`--target ${name} is given twice; name each target once`)
  }
  return wanted
}

/**
 * The texts with the name of the target in place of {target}.
 * @param isOne no other target is run
 * @throws UsageError for a file that several targets would write to
 */
export function forTarget(texts: readonly string[], name: string, isOne: boolean): readonly string[] {
  return texts.map((text) => {
    if (!isOne && text.includes('=') && !text.endsWith('=-') && !text.includes('{target}'))
      throw new UsageError(
        `all targets would write to ${text.slice(text.indexOf('=') + 1)}\nput {target} into its name, such as ${text.replace(/(\.[^./=]*)?$/, '-{target}$1')}`,
      )
    return text.replaceAll('{target}', name)
  })
}
