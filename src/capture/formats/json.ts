/** One JSON value: a body, a list of bodies, a cassette, an OpenAPI description, or one of the formats that are JSON themselves. */
import { jsonMistake } from '../../foundation/json-mistake.ts'
import type { Json } from '../../model/index.ts'
import type { Capture, Trouble } from '../capture.ts'
import { jsonEntry } from '../entry.ts'
import { spotter } from '../excerpt.ts'
import type { Format, WholeFile } from '../format.ts'
import { shapeNamed } from '../shape.ts'
import { capturesOf } from '../tree.ts'
import { harCaptures, isHar } from './har.ts'
import { isNotebook, notebookCaptures } from './notebook.ts'
import { isRecording, recordingCaptures } from './recording.ts'

interface JsonForm {
  readonly name: string
  is(json: unknown): boolean
  captures(file: WholeFile, json: Json): Iterable<Capture | Trouble>
}

/** Formats that are JSON, with a form of their own. */
const JSON_FORMS: readonly JsonForm[] = [
  { name: 'har', is: isHar, captures: ({ contract, text }, json) => harCaptures(contract, json, text) },
  {
    name: 'recording',
    is: isRecording,
    captures: ({ contract, text }, json) => recordingCaptures(contract, json, text),
  },
  { name: 'notebook', is: isNotebook, captures: notebookCaptures },
]

export const jsonFormat: Format = {
  name: 'json',
  holds: 'JSON (bodies, cassettes, rows of gateway logs, OpenAPI)',
  ending: /\.(?:json|har|ipynb)$/i,
  looks: (head) => /^[{[]/.test(head),
  orElse: 'text',
  whole: jsonCaptures,
}

function* jsonCaptures(file: WholeFile): Generator<Capture | Trouble> {
  const { contract, text, bytes, as, isWhole, left } = file
  let json: Json
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ' ')) as Json
  } catch {
    const { offset, message } = jsonMistake(text.replace(/^\ufeff/, ' '))
    return yield { spot: spotter(text)(offset), trouble: message }
  }
  const form = JSON_FORMS.find(({ name, is }) => (as === undefined || as === 'json' ? is(json) : as === name))
  if (form) return yield* form.captures(file, json)
  const shape = as === undefined ? undefined : shapeNamed(contract, as)
  yield* capturesOf(jsonEntry(contract, json, { text, bytes, isWhole }), left, shape)
}
