/** Which headers and parameters hold secrets, by their names. */

const SECRET = /auth|key|token|secret|cookie|password|credential/i

/** Whether the name of a header or parameter suggests a secret. */
export function namesSecret(name: string): boolean {
  return SECRET.test(name)
}

const SCHEME = /^([A-Za-z][A-Za-z0-9-]*) +(\S.*)$/

/** A value with the name of the secret in its place; an authentication scheme before it stays. */
export function withoutSecret(
  name: string,
  value: string,
): { readonly shown: string; readonly secret: readonly [name: string, value: string] } {
  const [, scheme, rest] = SCHEME.exec(value) ?? []
  const variable = `$${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
  return { shown: scheme ? `${scheme} ${variable}` : variable, secret: [variable, rest ?? value] }
}
