/** A page in one file that loads nothing and runs nothing but its own script, whatever its data is. */

import { createHash } from 'node:crypto'
import { printable } from '../text/printable.ts'

export interface HtmlPage {
  readonly title: string
  /** The app: it finds the data as JSON in the element `data`, and a place to live in the element `app`. */
  readonly script: string
  readonly style: string
  readonly data: unknown
}

/** The text of the file. */
export function htmlPage({ title, script, style, data }: HtmlPage): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(own(script, 'script'))}`,
    `style-src ${hashOf(own(style, 'style'))}`,
    'img-src data:',
    'media-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${textOf(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This page shows a report with the script that it brings along: allow scripts to read it.</noscript>
<script type="application/json" id="data">${jsonOf(data)}</script>
<script>${script}</script>
</body>
</html>
`
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** Text of ours that is put into an element of that name; it must not end it. */
function own(text: string, element: string): string {
  if (new RegExp(`</${element}|<!--`, 'i').test(text)) throw new Error(`a ${element} of the page would end too early`)
  return text
}

/** The element must not contain `<`, and JSON can do without: it has them in strings only. */
function jsonOf(data: unknown): string {
  return printable(JSON.stringify(data)).replaceAll('<', '\\u003c')
}

function textOf(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
