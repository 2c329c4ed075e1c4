/** Fills a JSON Schema with values from a text: `city Oslo`, `age: 31`, `3 nights`, `no note`. */
import { instance } from '../instance.ts'
import { list, object } from '../loose.ts'
import { fits, resolve } from '../schema.ts'
import type { Body } from '../twist.ts'
import { range } from './answer.ts'
import { namesIn, properNames } from './names.ts'

/** Where values are searched: the part of a sentence about a value, if there is one, and the complete conversation. */
export interface Source {
  readonly near: string
  readonly all: string
}

/** A value that matches the schema: from the text as far as possible, else the simplest value. */
export function fill(schema: unknown, source: Source): unknown {
  return build('', schema, source, schema, 0)
}

const depthLimit = 8

function build(name: string, schema: unknown, source: Source, root: unknown, depth: number): unknown {
  const rule = resolve(schema, root)
  const value = rule && depth < depthLimit ? takeFrom(name, rule, source, root, depth) : undefined
  return value !== undefined && fits(value, schema, root) ? value : instance(schema, undefined, root)
}

function takeFrom(name: string, rule: Body, source: Source, root: unknown, depth: number): unknown {
  if ('const' in rule) return rule.const
  if (Array.isArray(rule.enum)) return chooseOption(name, rule.enum, source)
  const branches = Array.isArray(rule.type)
    ? rule.type.map((type) => ({ ...rule, type }))
    : list(rule.anyOf ?? rule.oneOf).map((branch) => resolve(branch, root) ?? {})
  if (branches.length) return ofBranches(name, branches, source, root, depth)
  switch (rule.type) {
    case 'object':
      return members(rule, source, root, depth)
    case 'array':
      return items(name, rule, source, root, depth)
    case 'integer':
    case 'number':
      return amount(name, source)
    case 'boolean':
      return isTrue(name, source)
    case 'null':
      return null
    default:
      return words(name, source)
  }
}

/** The option that the text has next to the name, or anywhere. */
function chooseOption(name: string, options: readonly unknown[], { near, all }: Source): unknown {
  const nearName = cue(name, near) ?? cue(name, all) ?? ''
  return [nearName, near, all].flatMap((text) => options.filter((option) => text.includes(String(option))))[0]
}

function ofBranches(name: string, branches: readonly Body[], source: Source, root: unknown, depth: number): unknown {
  const denied = new RegExp(`\\b(?:no|without) ${literal(name)}\\b`, 'iu').test(source.all)
  const sorted = denied
    ? branches.filter(({ type }) => type === 'null')
    : branches.filter(({ type }) => type !== 'null')
  const [branch] = sorted.length ? sorted : branches
  return branch && build(name, branch, source, root, depth + 1)
}

/** Required fields, and optional fields that the text mentions. */
function members(rule: Body, source: Source, root: unknown, depth: number): Body {
  const required = list(rule.required)
  const entries = Object.entries(object(rule.properties) ?? {}).filter(
    ([name]) => required.includes(name) || cue(name, source.all) !== undefined,
  )
  return Object.fromEntries(entries.map(([name, schema]) => [name, build(name, schema, source, root, depth + 1)]))
}

function items(name: string, rule: Body, source: Source, root: unknown, depth: number): unknown[] {
  const item = resolve(rule.items, root) ?? {}
  if (Array.isArray(item.enum)) return item.enum.filter((option) => source.all.includes(String(option)))
  if (item.type === 'integer' || item.type === 'number') {
    const numbers = range(source.all)
    return numbers.length ? numbers : [...source.all.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number))
  }
  if (item.type !== 'object') return (cue(name, source.all) ?? '').split(/, ?| and /).filter(Boolean)
  const [first = ''] = Object.keys(object(item.properties) ?? {})
  const parts = source.all.split(';').filter((part) => cue(first, part) !== undefined)
  return parts.map((part) => build(name, item, { near: part, all: part }, root, depth + 1))
}

/** `nights 3`, `nights: 3`, `nights is 3`, or `3 nights`; else the first number. */
function amount(name: string, { near, all }: Source): number | undefined {
  const number = '(-?\\d+(?:\\.\\d+)?)'
  const forms = [
    new RegExp(`(?<!\\p{L})${literal(name)}(?: is| set to|:|=)? ?${number}`, 'iu'),
    new RegExp(`${number} ${literal(name)}(?!\\p{L})`, 'iu'),
    new RegExp(number, 'u'),
  ]
  const match = forms.flatMap((form) => form.exec(near)?.[1] ?? form.exec(all)?.[1] ?? [])[0]
  return match === undefined ? undefined : Number(match)
}

function isTrue(name: string, { all }: Source): boolean {
  const denied = new RegExp(`(?:no|without) ${literal(name)}|${literal(name)}(?: is| set to|:|=)? false`, 'iu')
  return all.toLowerCase().includes(name.toLowerCase()) && !denied.test(all)
}

/** Fields that take all of a text, not one word of it. */
const longNames = /^(?:text|message|content|body|input|query)$/i

function words(name: string, { near, all }: Source): string | undefined {
  if (longNames.test(name)) return /: ?([\s\S]+)$/.exec(all)?.[1] ?? all
  return cue(name, near) ?? cue(name, all) ?? namesIn(near)[0] ?? properNames(all)[0] ?? /"([^"]+)"/.exec(all)?.[1]
}

/** What the text has next to a name: a quoted string, or the words up to the next comma or full stop. */
function cue(name: string, text: string): string | undefined {
  const after = `(?<!\\p{L})${literal(name)}(?: is| set to|:|=|是)? ?`
  const quoted = new RegExp(`${after}"([^"]+)"`, 'iu').exec(text)?.[1]
  return (
    quoted ??
    new RegExp(`${after}([\\p{L}\\p{N}][\\p{L}\\p{N} -]*?)(?=[,.;?!，。\\n]|$| and | with )`, 'iu').exec(text)?.[1]
  )
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
