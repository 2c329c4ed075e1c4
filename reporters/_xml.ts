/** XML, as little of it as reports need: elements with attributes and text, in which nothing that a server sent can end early. */

type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element; its content is XML already. */
export function element(name: string, attributes: Attributes, content: readonly string[] = []): string {
  const list = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escaped(String(value))}"`,
  )
  const inside = content.filter(Boolean).join('')
  return inside ? `<${name}${list.join('')}>${inside}</${name}>` : `<${name}${list.join('')}/>`
}

/** An element with each of its elements on a line of its own. */
export function block(name: string, attributes: Attributes, content: readonly string[]): string {
  return element(
    name,
    attributes,
    content.filter(Boolean).length ? ['\n', ...content.map((one) => one && `${one}\n`)] : [],
  )
}

/** Text between tags. */
export function text(plain: string): string {
  return escaped(plain)
}

/** What XML 1.0 cannot hold in any spelling: most controls, lone surrogates and two that are no characters. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(plain: string): string {
  return plain.replace(ILLEGAL, '\ufffd').replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark)
}
