/** Reads the files of recordings: of all captures they tell the most. */
import { asObject } from '../foundation/json.ts'
import { problems } from '../foundation/schemas.ts'
import type { Json } from '../model/index.ts'
import { type ExchangeRecorded, fromRecorded, HEADING, type Recorded } from '../recording/recording.ts'
import type { Capture, Trouble } from './capture.ts'
import { TITLES } from './reply.ts'

const START = { line: 1, column: 1 }

export function isRecording(json: unknown): boolean {
  return asObject(json)?.format === HEADING.format
}

/** The exchanges of a file of a recording: everything is known of them. */
export function* recordingCaptures(json: Json, source: string): Generator<Capture | Trouble> {
  const [problem] = problems('recording.json', json)
  if (problem)
    return yield { spot: START, trouble: `is no recording: ${problem.pointer || 'the file'} ${problem.message}` }
  const exchanges = exchangesIn(json as unknown as Recorded)
  if (!exchanges.length)
    yield { spot: START, trouble: 'is the index of a recording: replay judges the whole', isHarmless: true }
  for (const recorded of exchanges) {
    const exchange = fromRecorded(recorded)
    const streamed = asObject(exchange.request.body)?.stream === true
    yield {
      spot: START,
      source,
      title: TITLES[streamed ? 'stream' : 'completion'],
      subject: { kind: 'reply', exchange, lacks: new Set() },
      locate: () => START,
    }
  }
}

function exchangesIn(recorded: Recorded): readonly ExchangeRecorded[] {
  switch (recorded.kind) {
    case 'exchange':
      return [recorded.exchange]
    case 'case':
      return recorded.attempts.flatMap((turns) => turns.flatMap(({ replies }) => replies))
    case 'run':
    case 'traffic':
      return []
  }
}
