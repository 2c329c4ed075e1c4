/** Freedoms of the event stream format. */
import type { Variant } from '../twist.ts'

const lineEnds = 'The SSE standard ends a line with LF, CR LF or CR.'
const comments = 'The SSE standard lets comment lines stand anywhere; a client ignores them.'
const blankLines = 'In an event stream an empty line without data before it dispatches nothing.'

/** Line ends in turn, so that two neighbours differ. */
const turns = ['\n', '\r\n', '\r'] as const

export default {
  crlf: {
    says: 'Lines of a stream end with CR LF.',
    allowed: lineEnds,
    frames: (frames) => frames.map((frame) => frame.replaceAll('\n', '\r\n')),
  },
  cr: {
    says: 'Lines of a stream end with CR alone.',
    allowed: lineEnds,
    frames: (frames) => frames.map((frame) => frame.replaceAll('\n', '\r')),
  },
  'mixed-line-ends': {
    says: 'Each event of a stream uses another line end than the one before it.',
    allowed: lineEnds,
    frames: (frames) => frames.map((frame, i) => frame.replaceAll('\n', turns[i % turns.length] ?? '\n')),
  },
  'no-space': {
    says: 'No space stands after `data:`.',
    allowed: 'The SSE standard takes away one space after the colon if there is one.',
    frames: (frames) => frames.map((frame) => frame.replace(/^data: /, 'data:')),
  },
  comments: {
    says: 'Comments keep the stream alive between events.',
    allowed: comments,
    frames: (frames) => frames.flatMap((frame) => [': keep-alive\n\n', frame]),
  },
  'comment-first': {
    says: 'A comment is the first thing in a stream.',
    allowed: comments,
    frames: (frames) => [': PROCESSING\n\n', ...frames],
  },
  'comment-in-event': {
    says: 'Comment lines stand inside the block of each event, before its data and after it.',
    allowed: comments,
    frames: (frames) => frames.map((frame) => `: before\n${frame.slice(0, -1)}:\n\n`),
  },
  'comment-after-done': {
    says: 'A comment comes after the terminator.',
    allowed: comments,
    frames: (frames) => [...frames, ': goodbye\n\n'],
  },
  'unknown-field': {
    says: 'The block of each event has a field that the standard does not know.',
    allowed: 'By the SSE standard a field may have any name; a client ignores the ones that it does not know.',
    frames: (frames) => frames.map((frame) => `x-trace: 1f\n${frame}`),
  },
  'blank-lines-first': {
    says: 'A stream begins with empty lines.',
    allowed: blankLines,
    frames: (frames) => ['\n\n', ...frames],
  },
  'extra-blank-lines': {
    says: 'Several empty lines stand between events.',
    allowed: blankLines,
    frames: (frames) => frames.map((frame) => `${frame}\n\n`),
  },
} satisfies Record<string, Variant>
