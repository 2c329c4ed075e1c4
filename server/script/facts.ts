/** Questions that a statement of the conversation answers: `Who bakes the bread?` after `Casimir bakes the bread.` */

const idle = new Set(
  'the and our its are was does what which who whose where how one from next name tell person'.split(' '),
)

/** The words that carry the meaning, by their first four letters: `plays` and `played` are the same. */
function stems(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return new Set(words.filter((word) => word.length > 2 && !idle.has(word)).map((word) => word.slice(0, 4)))
}

/** The last sentence that asks for something. */
function asked(text: string): string | undefined {
  return sentences(text).findLast((sentence) => /\?$|^(?:tell me|name) /i.test(sentence))
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|\n+/).map((sentence) => sentence.trim())
}

/** The name in the statement that shares most words with the question; undefined if none shares two. */
export function recall(question: string, texts: string): string | undefined {
  const wanted = asked(question)
  if (wanted === undefined) return undefined
  const words = stems(wanted)
  const statements = sentences(texts)
    .filter((sentence) => sentence !== wanted && !sentence.endsWith('?'))
    .flatMap((sentence) => sentence.split(/, and /))
  let best: { readonly score: number; readonly name: string } | undefined
  for (const statement of statements) {
    const score = [...stems(statement)].filter((stem) => words.has(stem)).length
    const name = nameIn(statement, wanted)
    if (score >= 2 && name !== undefined && score > (best?.score ?? 0)) best = { score, name }
  }
  return best?.name
}

/** The last capitalised word of a statement that the question does not have. */
function nameIn(statement: string, question: string): string | undefined {
  return (statement.match(/\p{Lu}\p{L}+/gu) ?? [])
    .filter((name) => !question.includes(name) && !/^(?:The|Our|My|A|An|In)$/.test(name))
    .at(-1)
}
