/** Text for `response_format`: what constrained decoding makes of the output of the model. */
import { type Draw, instance } from './instance.ts'
import { object, parse } from './loose.ts'
import { fits } from './schema.ts'
import type { Body } from './twist.ts'

/** Whether the reply must be JSON. */
export function isStructured(body: Body): boolean {
  const type = object(body.response_format)?.type
  return type === 'json_object' || type === 'json_schema'
}

/** The text itself if it has the requested format, else a value that has it. */
export function toStructured(text: string, body: Body, draw: Draw): string {
  const format = object(body.response_format)
  const value = parse(text)
  if (format?.type === 'json_object') return object(value) ? text : JSON.stringify({ answer: text })
  const schema = object(object(format?.json_schema)?.schema)
  if (!schema) return value === undefined ? JSON.stringify({ answer: text }) : text
  return value !== undefined && fits(value, schema) ? text : JSON.stringify(instance(schema, draw))
}
