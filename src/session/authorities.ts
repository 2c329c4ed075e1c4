import { readFileSync } from 'node:fs'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { UsageError } from '../foundation/usage-error.ts'

/**
 * PEM text of the certificate authorities in a file.
 * @throws UsageError if it contains none
 */
export function readAuthorities(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the certificate authorities in ${file}: ${fileTrouble(error)}`)
  }
  if (/-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text)) return text
  throw new UsageError(`${file} contains no certificate\nexpected PEM: -----BEGIN CERTIFICATE----- …`)
}
