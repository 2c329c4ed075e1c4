/** Reads the files of recordings: of all captures they hold the most. */
import { endpointNamed, wantsStream } from '../../ask/apis.ts'
import { asObject } from '../../foundation/json.ts'
import { problems } from '../../foundation/schemas.ts'
import type { Exchange, Json } from '../../model/index.ts'
import { type ExchangeRecorded, fromRecorded, HEADING, type Recorded } from '../../recording/recording.ts'
import type { Capture, Trouble } from '../capture.ts'
import { type Contract, isStreamText, replyTitle, STREAM } from '../shape.ts'

const START = { line: 1, column: 1 }

export function isRecording(json: unknown): boolean {
  return asObject(json)?.format === HEADING.format
}

/** The exchanges of a file of a recording: everything is known of them. */
export function* recordingCaptures(contract: Contract, json: Json, source: string): Generator<Capture | Trouble> {
  const [problem] = problems('recording.json', json)
  if (problem)
    return yield { spot: START, trouble: `is not a recording: ${problem.pointer || 'the file'} ${problem.message}` }
  const exchanges = exchangesIn(json as unknown as Recorded)
  if (!exchanges.length)
    yield { spot: START, trouble: 'is the index of a recording: replay judges all of it', isHarmless: true }
  for (const recorded of exchanges) {
    const exchange = fromRecorded(recorded)
    yield {
      spot: START,
      source,
      title: titleOf(contract, exchange),
      subject: { kind: 'reply', exchange, lacks: new Set() },
      locate: () => START,
    }
  }
}

function titleOf(contract: Contract, { request, pieces }: Exchange): string {
  const endpoint = endpointNamed(contract.api, request.endpoint)
  const isStream = wantsStream(endpoint, request.body) ?? isStreamText(Buffer.from(pieces[0]?.bytes ?? []).toString())
  return isStream ? STREAM : replyTitle(contract, request.endpoint)
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
