/** Keeps secrets out of everything that leaves the tool, also when a server echoes them. */

/** Secret values by the name that replaces them, such as `$OPENAI_API_KEY`. */
export type Secrets = ReadonlyMap<string, string>

/** Nothing of ours nests so deep; what a server nests deeper could not be written as JSON in the end. */
const DEEPEST = 64
const LEFT_OUT = '…'

/** So much of a secret, at its beginning, is taken for the secret: what we show of a long text may end in the middle of one. */
const TELLING = 12

/**
 * A function that puts the names of secrets in the place of their values in every string of a value. What nests too
 * deep to be looked through is left out.
 */
export function redactor(secrets: Secrets): <T>(value: T) => T {
  const forms = [...secrets].flatMap(([name, value]) => disguises(value).map((form) => ({ form, name })))
  // Longest first: a secret may contain another.
  forms.sort((a, b) => b.form.length - a.form.length)
  const long = forms.filter(({ form }) => form.length > TELLING)
  const starts = [...new Set(long.map(({ form }) => form.slice(0, TELLING)))]
  const cut = starts.map((start) => [start, long.filter(({ form }) => form.startsWith(start))] as const)
  const text = (value: string): string => {
    const whole = forms.reduce((text, { form, name }) => text.replaceAll(form, () => name), value)
    return cut.reduce((text, [start, those]) => withoutCut(text, start, those), whole)
  }
  const deep = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > DEEPEST) return LEFT_OUT
    if (Array.isArray(value)) return value.map((item) => deep(item, depth + 1))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), deep(member, depth + 1)]))
  }
  return (value) => deep(value, 0) as typeof value
}

interface Disguise {
  readonly form: string
  readonly name: string
}

/** The text with the name wherever one of the forms, which all begin like this, was cut off. */
function withoutCut(text: string, start: string, forms: readonly Disguise[]): string {
  let result = ''
  let from = 0
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, from)) {
    const lengths = forms.map(({ form }) => inCommon(text, at, form))
    const longest = Math.max(...lengths)
    result += text.slice(from, at) + forms[lengths.indexOf(longest)]?.name
    from = at + longest
  }
  return result + text.slice(from)
}

function inCommon(text: string, at: number, form: string): number {
  let length = 0
  while (length < form.length && text[at + length] === form[length]) length++
  return length
}

/** The forms in which a value may come back. Very short ones would blot out ordinary text. */
function disguises(value: string): string[] {
  const plain = [value, JSON.stringify(value).slice(1, -1)]
  const forms = [
    ...plain,
    // As it is in a command line of ours, and as JSON within JSON.
    ...plain.map((form) => form.replaceAll("'", "'\\''")),
    ...plain.map((form) => JSON.stringify(form).slice(1, -1)),
    encodeURIComponent(value),
    encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...base64(value),
  ]
  return isTelling(value) ? [...new Set(forms)].filter((form) => form.length >= 4) : []
}

/** Words that are given in place of a key, or in the header of a gateway. They are in every report: replacing them would spoil it. */
const WORDS = new Set(
  [
    'null true false none auto user tool tools role stop index text type data model models content function system assistant',
    'chat completion completions message object error stream request response string value header server client',
    'key apikey api-key api_key token secret password test testing dummy fake local localhost empty default example anything',
    'no-key nokey not-needed not_needed not-required not-used unused sk-no-key-required your-api-key changeme',
    'openai azure azure-openai anthropic google gemini vertex vertex-ai bedrock mistral mistralai cohere groq together openrouter',
    'fireworks perplexity deepseek ollama vllm sglang llama llamacpp llama.cpp litellm lm-studio lmstudio huggingface nvidia xai',
    'gpt claude qwen bearer basic enabled disabled production staging development',
  ].flatMap((line) => line.split(' ')),
)

function isTelling(value: string): boolean {
  return !WORDS.has(value.toLowerCase()) && !/^\d{1,7}$/.test(value)
}

/** Base64 of the value and of any text around it: only the characters that the value alone decides. */
function base64(value: string): string[] {
  const whole = Buffer.from(value).toString('base64')
  const within = [0, 1, 2].map((before) => {
    const coded = Buffer.concat([Buffer.alloc(before), Buffer.from(value)])
    const bits = coded.length * 8
    return coded.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6))
  })
  return [whole, ...within].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}
