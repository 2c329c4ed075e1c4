/** Strings that match a schema: its format, its pattern, its length. */
import type { Draw } from './instance.ts'
import { string } from './loose.ts'
import { wordAt, words } from './tokens.ts'
import type { Body } from './twist.ts'

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-15',
  time: '12:30:00Z',
  'date-time': '2026-01-15T12:30:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
}

/** A string for a schema of type string. */
export function textFor(rule: Body, draw: Draw): string {
  const format = formats[string(rule.format) ?? '']
  if (format) return format
  const pattern = string(rule.pattern)
  if (pattern !== undefined) return matchingString(pattern, draw)
  return ofLength(wordAt(20 + draw(words.length)), Number(rule.minLength ?? 0), Number(rule.maxLength ?? Infinity))
}

function ofLength(word: string, min: number, max: number): string {
  const long = word.length < min ? word.repeat(Math.ceil(min / word.length)) : word
  return long.slice(0, Math.max(min, Math.min(max, word.length)))
}

const classes: Readonly<Record<string, string>> = {
  d: '0123456789',
  w: 'abcdefghij0123456789_',
  s: ' ',
  D: 'abc',
  W: '-',
  S: 'abc',
}

/** A string that matches a regular expression of literals, classes, groups, alternatives and repetitions. */
export function matchingString(pattern: string, draw: Draw): string {
  let at = 0
  const peek = () => pattern[at] ?? ''
  const next = () => pattern[at++] ?? ''

  function alternatives(): string {
    const options = [sequence()]
    while (peek() === '|') {
      next()
      options.push(sequence())
    }
    return options[draw(options.length)] ?? ''
  }

  function sequence(): string {
    let text = ''
    while (at < pattern.length && peek() !== '|' && peek() !== ')') {
      const start = at
      const unit = atom()
      const end = at
      const times = repetitions()
      const after = at
      if (times > 0) text += unit
      for (let i = 1; i < times; i++) {
        at = start
        text += atom()
      }
      at = Math.max(after, end)
    }
    return text
  }

  function atom(): string {
    const sign = next()
    if (sign === '^' || sign === '$') return ''
    if (sign === '.') return 'a'
    if (sign === '[') return pick(set())
    if (sign === '\\') return escapeSequence()
    if (sign !== '(') return sign
    if (peek() === '?') at += pattern.startsWith('?:', at) ? 2 : pattern.indexOf('>', at) - at + 1
    const text = alternatives()
    next()
    return text
  }

  const pick = (signs: string) => signs[draw(signs.length)] ?? ''

  function escapeSequence(): string {
    const sign = next()
    if (sign === 'b' || sign === 'B') return ''
    return pick(classes[sign] ?? (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign))
  }

  function set(): string {
    const negated = peek() === '^' && next() === '^'
    let signs = ''
    while (at < pattern.length && peek() !== ']') {
      const from = next()
      if (from === '\\') signs += classes[peek()] ? (classes[next()] ?? '') : next()
      else if (peek() === '-' && pattern[at + 1] !== ']') {
        next()
        for (let code = from.charCodeAt(0), last = next().charCodeAt(0); code <= last; code++)
          signs += String.fromCharCode(code)
      } else signs += from
    }
    next()
    return negated ? [...'abcxyzABC019 -_'].filter((sign) => !signs.includes(sign)).join('') : signs
  }

  function repetitions(): number {
    const exact = /^\{(\d+)(?:(,)(\d*))?\}\??/.exec(pattern.slice(at))
    if (exact) {
      at += exact[0].length
      const min = Number(exact[1])
      const max = exact[2] ? Number(exact[3] || min + 3) : min
      return min + draw(max - min + 1)
    }
    const sign = peek()
    if (sign !== '*' && sign !== '+' && sign !== '?') return 1
    next()
    if (peek() === '?') next()
    if (sign === '?') return draw(2)
    return sign === '+' ? 1 + draw(3) : draw(3)
  }

  return alternatives()
}
