/** Documents: the examples in their blocks of code. */
import type { Block } from '../block.ts'
import { documentCaptures } from '../documents/document.ts'
import { htmlBlocks } from '../documents/html.ts'
import { markdownBlocks } from '../documents/markdown.ts'
import { rstBlocks } from '../documents/rst.ts'
import type { Excerpt } from '../excerpt.ts'
import type { Format } from '../format.ts'

function documentFormat(
  about: Pick<Format, 'name' | 'holds' | 'looks'> & { readonly ending: RegExp },
  blocksOf: (document: Excerpt) => readonly Block[],
): Format {
  return { ...about, whole: ({ contract, text }) => documentCaptures(contract, text, blocksOf) }
}

export const htmlFormat = documentFormat(
  {
    name: 'html',
    holds: 'blocks of code in HTML',
    ending: /\.html?$/i,
    looks: (head) => /^(?:<!doctype html|<html)\b/i.test(head),
  },
  htmlBlocks,
)

export const markdownFormat = documentFormat(
  {
    name: 'markdown',
    holds: 'blocks of code in Markdown',
    ending: /\.(?:md|mdx|markdown|mdown|qmd)$/i,
    looks: () => false,
  },
  markdownBlocks,
)

export const rstFormat = documentFormat(
  { name: 'rst', holds: 'blocks of code in reStructuredText', ending: /\.rst$/i, looks: () => false },
  rstBlocks,
)
