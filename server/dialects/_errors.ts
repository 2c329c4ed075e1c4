/** Error bodies with other shapes than the published one. They are written last, so that faults get the published shape. */
import { object } from '../loose.ts'
import type { Asked, Body, Refusal, Reply, Twist } from '../twist.ts'

/** The content of an error reply, in any form. */
export type ErrorContent = Pick<Refusal, 'status' | 'message' | 'type' | 'param' | 'code'>

export interface ErrorReply {
  readonly status?: number
  /** An object, or a plain string. */
  readonly body: object | string
}

/** Writes every error in the form of the dialect. */
export function writeErrors(write: (error: ErrorContent, asked: Asked) => ErrorReply): Pick<Twist, 'reply'> {
  return {
    reply: (reply, asked) => {
      const content = reply.status < 400 ? undefined : contentOf(reply)
      if (content) put(reply, write(content, asked))
    },
  }
}

function contentOf(reply: Reply): ErrorContent | undefined {
  const error = object(object(JSON.parse(String(reply.body)))?.error)
  return error && { ...(error as unknown as ErrorContent), status: reply.status }
}

function put(reply: Reply, { status = reply.status, body }: ErrorReply): void {
  reply.status = status
  if (status !== 401) delete reply.headers['www-authenticate']
  if (typeof body === 'string') reply.headers['content-type'] = 'text/plain; charset=utf-8'
  reply.body = typeof body === 'string' ? body : JSON.stringify(body)
}

/** FastAPI's error for an unknown path or method; undefined for other errors. */
export function routeError({ status, code }: ErrorContent): ErrorReply | undefined {
  if (status === 405) return { body: { detail: 'Method Not Allowed' } }
  return status === 404 && code !== 'model_not_found' ? { body: { detail: 'Not Found' } } : undefined
}

/** FastAPI's reply for an exception that was not caught. */
export const uncaught: ErrorReply = { status: 500, body: 'Internal Server Error' }

/** A refusal in the form of FastAPI's request validation. */
export function validationDetail(error: ErrorContent, { body }: Asked): ErrorReply {
  const { type, loc, msg, input, ctx } = body ? detailOf(error, body) : parseError(error)
  return { status: 422, body: { detail: [{ type, loc: ['body', ...loc], msg, input, ...(ctx ? { ctx } : {}) }] } }
}

interface Detail {
  type: string
  loc: (string | number)[]
  msg: string
  input: unknown
  ctx?: object
}

/** A body that is not a JSON object. */
function parseError({ message }: ErrorContent): Detail {
  if (/parsed|UTF-8|nested/.test(message)) {
    const ctx = { error: 'Expecting value' }
    return { type: 'json_invalid', loc: [0], msg: 'JSON decode error', input: {}, ctx }
  }
  const msg = 'Input should be a valid dictionary or object to extract fields from'
  return { type: 'model_attributes_type', loc: [], msg, input: '' }
}

/** The messages of pydantic by the expected type. */
const wanted: readonly (readonly [RegExp, type: string, msg: string])[] = [
  [/: a string is/, 'string_type', 'Input should be a valid string'],
  [/: an integer is/, 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
  [/: a number is/, 'float_parsing', 'Input should be a valid number, unable to parse string as a number'],
  [/: a boolean is/, 'bool_parsing', 'Input should be a valid boolean, unable to interpret input'],
  [/: an array is/, 'list_type', 'Input should be a valid list'],
  [/: an object is/, 'dict_type', 'Input should be a valid dictionary'],
]

function detailOf({ param, code, message }: ErrorContent, body: Body): Detail {
  const loc = String(param ?? '')
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const at = (path: readonly (string | number)[]) =>
    path.reduce<unknown>((value, step) => (value as Body | undefined)?.[step], body)
  if (code === 'missing_required_parameter')
    return { type: 'missing', loc, msg: 'Field required', input: at(loc.slice(0, -1)) }
  const [, type = 'value_error', msg = message] = wanted.find(([form]) => form.test(message)) ?? []
  return { type, loc, msg, input: at(loc) ?? null }
}
