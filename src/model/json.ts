/** Types of JSON values, and the levels of RFC 2119. */

export type Level = 'MUST' | 'SHOULD' | 'MAY'

/** Any JSON value. What a server sent is `unknown` until a rule has checked its type. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

/** A JSON object that a server sent: nothing is known about its fields. */
export type Wire = { readonly [key: string]: unknown }

/** A JSON Schema (2020-12): an object, or true (anything) or false (nothing). */
export type JsonSchema = boolean | JsonObject

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'
