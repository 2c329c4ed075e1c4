/** Legal differences in the format of event streams. */
import type { Variant } from '../twist.ts'

const lineEnds = 'The SSE standard ends a line with LF, CR LF or CR.'
const comments = 'The SSE standard allows comment lines anywhere; clients ignore them.'
const blankLines = 'In an event stream a blank line without data before it dispatches no event.'

/** The line ends of consecutive events, which differ. */
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
    says: 'Each event of a stream has another line end than the previous event.',
    allowed: lineEnds,
    frames: (frames) => frames.map((frame, i) => frame.replaceAll('\n', turns[i % turns.length] ?? '\n')),
  },
  'no-space': {
    says: 'No space follows `data:`.',
    allowed: 'The SSE standard removes one space after the colon, if there is one.',
    frames: (frames) => frames.map((frame) => frame.replace(/^data: /, 'data:')),
  },
  comments: {
    says: 'Comments are sent between events to keep the stream alive.',
    allowed: comments,
    frames: (frames) => frames.flatMap((frame) => [': keep-alive\n\n', frame]),
  },
  'comment-first': {
    says: 'A stream starts with a comment.',
    allowed: comments,
    frames: (frames) => [': PROCESSING\n\n', ...frames],
  },
  'comment-in-event': {
    says: 'Each event has comment lines before and after its data.',
    allowed: comments,
    frames: (frames) => frames.map((frame) => `: before\n${frame.slice(0, -1)}:\n\n`),
  },
  'comment-after-done': {
    says: 'A comment comes after the terminator.',
    allowed: comments,
    frames: (frames) => [...frames, ': goodbye\n\n'],
  },
  'unknown-field': {
    says: 'Each event has a field that the standard does not define.',
    allowed: 'In the SSE standard a field may have any name; clients ignore unknown fields.',
    frames: (frames) => frames.map((frame) => `x-trace: 1f\n${frame}`),
  },
  'blank-lines-first': {
    says: 'A stream starts with blank lines.',
    allowed: blankLines,
    frames: (frames) => ['\n\n', ...frames],
  },
  'extra-blank-lines': {
    says: 'There are several blank lines between events.',
    allowed: blankLines,
    frames: (frames) => frames.map((frame) => `${frame}\n\n`),
  },
} satisfies Record<string, Variant>
