import { readFileSync } from 'node:fs'
import { UsageError } from '../foundation/usage-error.ts'

/**
 * PEM text of the certificate authorities in a file.
 * @throws UsageError if it holds none
 */
export function readAuthorities(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the certificate authorities in ${file}: ${(error as Error).message}`)
  }
  if (/-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text)) return text
  throw new UsageError(`${file} holds no certificate\nexpected PEM text: -----BEGIN CERTIFICATE----- …`)
}
