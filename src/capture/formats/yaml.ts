/** YAML: cassettes of VCR, vcrpy and go-vcr, OpenAPI descriptions, and bodies. */
import { yamlTrees } from '../../foundation/yaml-tree.ts'
import type { Capture, Trouble } from '../capture.ts'
import { spotter } from '../excerpt.ts'
import type { Format, WholeFile } from '../format.ts'
import { jsonOf } from '../node.ts'
import { capturesOf } from '../tree.ts'

/** Reading YAML takes much more memory than its text. */
const LONGEST = 24 * 1024 * 1024

export const yamlFormat: Format = {
  name: 'yaml',
  holds: 'YAML (cassettes of VCR, vcrpy and go-vcr, OpenAPI)',
  ending: /\.ya?ml$/i,
  looks: (head) =>
    /^(?:---|interactions:|http_interactions:|version:|openapi:|swagger:|responses:)/.test(head) &&
    /^(?:\s*- )?(?:http_)?(?:interactions|openapi|swagger|responses):/m.test(head),
  whole: yamlCaptures,
}

function* yamlCaptures({ contract, text, isWhole, left }: WholeFile): Generator<Capture | Trouble> {
  if (!isWorthALook(text)) return
  if (text.length > LONGEST)
    return yield { spot: { line: 1, column: 1 }, trouble: 'is YAML of more than 24 MB: cut it into parts' }
  const spotOf = spotter(text)
  const { trees, mistake } = yamlTrees(text)
  for (const root of trees) {
    const entry = { contract, json: jsonOf(root), text, isWhole, root: () => root, spotOf }
    yield* capturesOf(entry, left)
  }
  if (mistake) yield { spot: spotOf(mistake.offset), trouble: mistake.message }
}

/** Most YAML is configuration, which is not even parsed. */
function isWorthALook(text: string): boolean {
  return /^\s*(?:- )?["']?(?:(?:http_)?interactions|request|response|responses|openapi|swagger|object)["']?:/m.test(
    text,
  )
}
