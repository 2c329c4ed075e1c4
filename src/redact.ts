/** Keeps secrets out of everything that leaves the tool, also when a server echoes them. */

/** Secret values by the name that stands for them, such as `$OPENAI_API_KEY`. */
export type Secrets = ReadonlyMap<string, string>

/** Deeper than this a value is not looked into: nothing of ours nests so far, and what a server nests is shortened before. */
const DEEPEST = 64

/** A function that puts the names of secrets in the place of their values in every string of a value. */
export function redactor(secrets: Secrets): <T>(value: T) => T {
  const forms = [...secrets].flatMap(([name, value]) => disguises(value).map((form) => [form, name] as const))
  // Longest first: a secret may contain another.
  forms.sort(([a], [b]) => b.length - a.length)
  if (!forms.length) return (value) => value
  const text = (value: string): string => forms.reduce((kept, [form, name]) => kept.replaceAll(form, name), value)
  const deep = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value)
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
    if (Array.isArray(value)) return value.map((item) => deep(item, depth + 1))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), deep(member, depth + 1)]))
  }
  return (value) => deep(value, 0) as typeof value
}

/** The forms in which a value may come back. Very short ones would blot out ordinary text. */
function disguises(value: string): string[] {
  const forms = [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
  ]
  return [...new Set(forms)].filter((form) => form.length >= 4)
}
