/** JSON as the product sees it, and the levels of RFC 2119. */

export type Level = 'MUST' | 'SHOULD' | 'MAY'

/** Any JSON value. What a server sent is `unknown` to a rule until it has looked. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

/** A JSON object off the wire: nothing about its members is known. */
export type Wire = { readonly [key: string]: unknown }

/** A JSON Schema (2020-12): an object, or true (anything) or false (nothing). */
export type JsonSchema = boolean | JsonObject

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'
