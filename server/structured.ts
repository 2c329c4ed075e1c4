/** Text under `response_format`: what decoding that is held to a grammar would make of what the model wants to say. */
import { type Draw, instance } from './instance.ts'
import { object } from './loose.ts'
import { fits } from './schema.ts'
import type { Body } from './twist.ts'

/** Whether the reply has to be JSON. */
export function isStructured(body: Body): boolean {
  const type = object(body.response_format)?.type
  return type === 'json_object' || type === 'json_schema'
}

/** The text itself where it obeys the format already, else a value that does. */
export function structured(text: string, body: Body, draw: Draw): string {
  const format = object(body.response_format)
  const said = parse(text)
  if (format?.type === 'json_object') return object(said) ? text : JSON.stringify({ answer: text })
  const schema = object(object(format?.json_schema)?.schema)
  if (!schema) return said === undefined ? JSON.stringify({ answer: text }) : text
  return said !== undefined && fits(said, schema) ? text : JSON.stringify(instance(schema, draw))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
