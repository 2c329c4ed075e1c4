/** Finds keys in captured text, so that no output repeats them. */
import type { Secrets } from '../wire/redact.ts'

/** The value after one of these names is a key, in headers, JSON, command lines and code. */
const NAMED =
  /\b(?:authorization|proxy-authorization|x-api-key|api[-_]?key|apikey|ocp-apim-subscription-key|x-goog-api-key|access[-_]?token|secret|cookie|set-cookie|password)\b["']?\s*(?:[:=]|["']?\s*,\s*["']value["']\s*:)\s*["']?(?:(?:bearer|basic|token)\s+)?([^\s"'\\,;})\]]{4,})/gi
const BEARER = /\bbearer\s+([^\s"'\\,;})\]]{4,})/gi
/** Keys that are known by their looks. */
const LOOKS =
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|csk|fw|r8|AIza|ghp|glpat)[-_]?[A-Za-z0-9_-]{16,}\b|\bsk-[A-Za-z0-9_-]{6,}/g

/** A placeholder for a key. */
const PLACEHOLDER =
  /^(?:\$|<|\{|%|os\.|process\.|env\b|null\b|none\b|true\b|false\b|empty\b|not[-_ ]|str\b|string\b|your|my[-_]|x{3,}|\.{3}|…|\*{3})/i

/** The keys in a text, by the name that is shown in their place. */
export function secretsIn(text: string): Secrets {
  const found = new Map<string, string>()
  const values = [NAMED, BEARER].flatMap((form) => [...text.matchAll(form)].map(([, value = '']) => value))
  for (const value of [...values, ...[...text.matchAll(LOOKS)].map(([value]) => value)]) {
    if (PLACEHOLDER.test(value) || /^[a-z]{1,8}$/i.test(value)) continue
    const known = [...found.values()].includes(value)
    if (!known) found.set(found.size ? `$KEY_${found.size + 1}` : '$KEY', value)
  }
  return found
}
