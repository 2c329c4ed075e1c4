/** A badge as an image that needs nothing else: no font, no style sheet and no server. */
import type { ReporterFactory } from '../src/model/index.ts'
import { type Badge, badgeOf, LABEL } from './_badge.ts'
import { block, element, text } from './_xml.ts'

const badge: ReporterFactory = () => (event) => (event.type === 'end' ? pictureOf(badgeOf(event.report)) : '')

export default badge

/** Dark enough for white letters to be read by everyone (4.5 to 1 at least). */
const COLOR: Readonly<Record<Badge['state'], string>> = {
  good: '#1a7f37',
  known: '#9a5b00',
  bad: '#c2272d',
  unknown: '#666666',
}
const LABEL_COLOR = '#444444'

const HEIGHT = 20
const FONT_SIZE = 11
const PADDING = 7

function pictureOf({ message, state }: Badge): string {
  const label = halfOf(LABEL, LABEL_COLOR, 0)
  const value = halfOf(message, COLOR[state], label.width)
  const width = label.width + value.width
  const title = `${LABEL}: ${message}`
  // Where a page holds several badges, an edge is shared only by those that are as wide.
  const edge = `edge-${width}`
  const svg = block(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height: HEIGHT,
      viewBox: `0 0 ${width} ${HEIGHT}`,
      role: 'img',
      'aria-label': title,
    },
    [
      element('title', {}, [text(title)]),
      block('clipPath', { id: edge }, [element('rect', { width, height: HEIGHT, rx: 3 })]),
      block('g', { 'clip-path': `url(#${edge})` }, [label.ground, value.ground]),
      block('g', { fill: '#ffffff', 'font-family': 'Verdana,Geneva,DejaVu Sans,sans-serif', 'font-size': FONT_SIZE }, [
        label.words,
        value.words,
      ]),
    ],
  )
  return `${svg}\n`
}

/** One half of the badge. The text has a fixed width, so that it fits in any font. */
function halfOf(words: string, fill: string, x: number): { width: number; ground: string; words: string } {
  const inside = widthOf(words)
  const width = inside + 2 * PADDING
  return {
    width,
    ground: element('rect', { x, width, height: HEIGHT, fill }),
    words: element('text', { x: x + PADDING, y: 14, textLength: inside }, [text(words)]),
  }
}

/** Widths of Verdana in em: letters are 0.6 wide but for these. */
const NARROW = /[ijlftr:,. ]/
const BROAD = /[mwMWOACDGNQU]/

function widthOf(words: string): number {
  const ems = [...words].reduce((sum, mark) => sum + (NARROW.test(mark) ? 0.37 : BROAD.test(mark) ? 0.77 : 0.61), 0)
  return Math.round(ems * FONT_SIZE)
}
