/** Documents through the real command: what is found where, in which form it is fixed, and what stays unchanged. */
import { describe, expect, it } from 'vitest'
import { check, type Ended } from './command.ts'

interface Result extends Ended {
  /** `line:column pointer` of all findings that count. */
  readonly places: readonly string[]
  readonly errors: readonly string[]
}

async function judge(name: string, text: string | Buffer): Promise<Result> {
  const ended = await check({ [name]: text })
  const counted = ended.cases
    .flatMap(({ findings }) => findings)
    .filter(({ level, tolerated }) => level !== 'MAY' && !tolerated)
  return {
    ...ended,
    places: counted.map(({ at, place }) => `${place.line}:${place.column} ${at}`),
    errors: ended.cases.flatMap(({ id, reason, outcome }) => (outcome === 'error' ? [`${id} ${reason}`] : [])),
  }
}

async function fixed(name: string, text: string): Promise<string> {
  const once = (await check({ [name]: text }, { fix: true })).read(name).toString()
  const twice = (await check({ [name]: once }, { fix: true })).read(name).toString()
  expect(twice, 'a second correction').toBe(once)
  return once
}

const CHUNK =
  '{"id":"chatcmpl-xxx","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}]}'
const english = CHUNK.replace('TEXT', 'The image')
const chinese = CHUNK.replace('TEXT', '图片中')
const THREE = ['/chunks/0/created', '/chunks/0/model', '/chunks/0/choices/0/delta/role']

describe('the incomplete example of a stream', () => {
  it.each([
    ['a.md', `# Stream\n\nA chunk:\n\n\`\`\`json\n${english}\n\`\`\`\n`],
    ['b.md', `# 流式输出\n\n返回：\n\n\`\`\`\ndata: ${chinese}\n\n\`\`\`\n`],
    ['c.md', `1. 步骤\n\n   > \`\`\`json\n   > ${chinese}\n   > \`\`\`\n`],
    ['d.md', `=== "Reply"\n\n    \`\`\`json\n    ${english}\n    \`\`\`\n`],
    ['e.md', `Indented:\n\n    data: ${english}\n`],
    ['a.rst', `Stream\n======\n\nA chunk::\n\n    data: ${english}\n\nMore.\n`],
    ['b.rst', `流式\n====\n\n.. code-block:: json\n   :linenos:\n\n   ${chinese}\n`],
    ['c.rst', `.. tabs::\n\n   .. code-tab:: json 返回\n\n      ${chinese}\n`],
    ['a.html', `<!doctype html><p>x</p><pre><code>data: ${english.replaceAll('"', '&quot;')}\n\n</code></pre>`],
    ['b.html', `<!doctype html>\n<pre>\n${chinese.replace('"id"', '<span class="nt">"id"</span>')}</pre>`],
  ])('%s lacks exactly three members', async (name, text) => {
    const { code, places } = await judge(name, text)
    expect(places.map((place) => place.split(' ')[1])).toEqual(THREE)
    expect(code).toBe(1)
    // The fixed example has no findings, and nothing else has changed.
    const fixedText = await fixed(name, text)
    expect((await judge(name, fixedText)).places).toEqual([])
    const unquoted = fixedText
      .replaceAll('"created":1767225600,"model":"my-model",', '')
      .replace('"role":"assistant",', '')
    const added = /(?:"|&quot;)(?:created|model|role)(?:"|&quot;): ?(?:"[^"]*"|\d+), ?/g
    expect(unquoted.replace(added, '')).toBe(text)
  })

  it('is reported with line and column', async () => {
    const { places } = await judge('a.md', `# A\n\n* item\n\n  \`\`\`json\n  ${english}\n  \`\`\`\n`)
    expect(places).toEqual(['6:3 /chunks/0/created', '6:3 /chunks/0/model', `6:87 ${THREE[2]}`])
  })

  it('is shown as a diff that can be applied', async () => {
    const { stdout } = await judge('a.md', `A\n\n\`\`\`json\n${english}\n\`\`\`\n`)
    expect(stdout).toContain('--- a/a.md\n+++ b/a.md\n@@ -1,5 +1,5 @@\n')
    expect(stdout).toContain(
      '+{"id":"chatcmpl-xxx","object":"chat.completion.chunk","created":1767225600,"model":"my-model"',
    )
    expect(stdout).toMatch(/^a\.md:4:1: MUST chunk\/required-fields: \/chunks\/0\/created is missing$/m)
    expect(stdout).toMatch(/^1 judged: 1 fail$/m)
  })
})

const MULTILINE = `{
  "id": "chatcmpl-1", // any text
  "object": "chat.completion.chunk",
  "choices": [
    { "index": 0, "delta": { "content": "Hi" }, "finish_reason": null, },
  ],
}`

describe('fixes', () => {
  it('keep comments, trailing commas, indentation and line ends', async () => {
    const text = `* a\n\n  \`\`\`jsonc\n${MULTILINE.replace(/^/gm, '  ')}\n  \`\`\`\n`.replaceAll('\n', '\r\n')
    expect(await fixed('a.md', text)).toBe(
      text
        .replace('    "choices"', '    "created": 1767225600,\r\n    "model": "my-model",\r\n    "choices"')
        .replace('{ "content"', '{ "role": "assistant", "content"'),
    )
  })

  it('take the model from elsewhere in the document', async () => {
    const text = `\`\`\`json\n{"model": "small", "messages": [{"role": "user", "content": "Hi"}]}\n\`\`\`\n\n\`\`\`json\n${english}\n\`\`\`\n`
    expect(await fixed('a.md', text)).toContain('"model":"small","choices"')
  })

  it('are written as Python in Python and as shell in shell', async () => {
    const call =
      'client.chat.completions.create(\n    messages=[{"role": "user", "content": "Hi"}],\n    stream=True,\n)'
    expect(await fixed('a.md', `\`\`\`python\n${call}\n\`\`\`\n`)).toContain('(\n    model="my-model",\n    messages=')
    const curl = `curl http://localhost/v1/chat/completions -d "{\\"messages\\": [{\\"role\\": \\"user\\", \\"content\\": \\"Hi\\"}]}"`
    expect(await fixed('b.md', `\`\`\`sh\n${curl}\n\`\`\`\n`)).toContain(
      '-d "{\\"model\\": \\"my-model\\", \\"messages\\"',
    )
  })

  it('leave values alone that only the author can know', async () => {
    const text = '```json\n{"model": "m", "messages": [{"role": "user"}], "temperature": 5}\n```\n'
    expect(await fixed('a.md', text)).toBe(text)
  })

  it('are not made in captured traffic', async () => {
    const { stdout, read } = await check({ 'a.json': english }, { fix: true })
    expect(stdout).not.toContain('@@')
    expect(read('a.json').toString()).toBe(english)
  })
})

const WHOLE =
  '{"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}'

describe('recognised forms', () => {
  it.each<[string, string, readonly string[]]>([
    ['an elision in an object', '```json\n{"object": "chat.completion", ...}\n```', []],
    [
      'an elision in words',
      '```json\n{"id": "x", "choices": [...], "object": "chat.completion.chunk", ... further members\n}\n```',
      [],
    ],
    ['an elision in a comment', '```js\n{"object": "chat.completion", // ...\n}\n```', []],
    ['an elision before a chunk', `\`\`\`\n…\n\ndata: ${WHOLE_CHUNK('{"content":"Hi"}')}\n\`\`\``, []],
    [
      'an elision between chunks',
      `\`\`\`\ndata: ${WHOLE_CHUNK('{"role":"assistant","content":""}')}\n...\ndata: ${WHOLE_CHUNK('{"content":"x"}')}\ndata: [DONE]\n\`\`\``,
      [],
    ],
    [
      'a later block of a stream',
      `\`\`\`\ndata: ${WHOLE_CHUNK('{"role":"assistant","content":""}')}\n\`\`\`\n\nand\n\n\`\`\`\ndata: ${WHOLE_CHUNK('{"content":"x"}')}\n\`\`\``,
      [],
    ],
    [
      'a complete stream',
      `\`\`\`\ndata: ${WHOLE_CHUNK('{"role":"assistant","content":""}')}\n\ndata: [DONE]\n\`\`\``,
      ['/choices/0/finish_reason'],
    ],
    ['a complete reply', `\`\`\`json\n${WHOLE}\n\`\`\``, []],
    [
      'placeholders',
      '```json\n{"model": <model>, "messages": [{"role": "user", "content": $QUESTION}], "stream": true}\n```',
      [],
    ],
    ['variables', '```python\npayload = {"model": MODEL, "messages": messages, "temperature": HOT}\n```', []],
    [
      'a dict',
      "```python\nr = requests.post(url, json={'model': 'm', 'messages': [{'role': 'user'}], 'stream': False})\n```",
      ['/messages/0/content'],
    ],
    [
      'a call in JavaScript',
      '```js\nawait client.chat.completions.create({ model, messages: [{ role: "bot", content: `Hi` }] })\n```',
      ['/messages/0/role'],
    ],
    [
      'extra_body',
      '```python\nclient.chat.completions.create(model="m", messages=[{"role":"user","content":"a" "b"}], extra_body={"n": 0}, timeout=3)\n```',
      ['/n'],
    ],
    [
      'curl with a here-document',
      '```sh\n$ curl $URL/v1/chat/completions -d @- <<EOF\n{"model": "m", "messages": []}\nEOF\n```',
      ['/messages'],
    ],
    [
      'curl to another endpoint',
      '```sh\ncurl http://localhost/v1/messages -d \'{"model": "m", "messages": [], "max_tokens": 5}\'\n```',
      [],
    ],
    [
      'a request to another protocol',
      '```python\nclient.messages.create(\n  **{"model": "m", "messages": [{"role": "bot"}], "max_tokens": 5})\n```',
      [],
    ],
    ['training data', '```json\n{"messages": [{"role": "bot", "content": "x"}]}\n```', []],
    [
      'details and tabs without an empty line',
      `<Tabs>\n<TabItem>\n\`\`\`json\n${english}\n\`\`\`\n</TabItem>\n</Tabs>`,
      THREE,
    ],
  ])('%s', async (_, text, expected) => {
    const { places } = await judge('a.md', `${text}\n`)
    expect(places.map((place) => place.split(' ')[1])).toEqual(expected)
  })

  it('a Python session in reStructuredText', async () => {
    const text = '>>> client.chat.completions.create(model="m", messages=[{"role": "user"}])\n\nText.\n'
    expect((await judge('a.rst', text)).places).toEqual(['1:57 /messages/0/content'])
  })
})

function WHOLE_CHUNK(delta: string): string {
  return `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"m","choices":[{"index":0,"delta":${delta},"finish_reason":null}]}`
}

describe('broken documents', () => {
  it('an example that cannot be read is reported with its place', async () => {
    const { code, errors } = await judge('a.md', '```json\n{"object": "chat.completion"\n "choices": []}\n```\n')
    expect(errors).toEqual(['a.md:3:2 a completion that cannot be read: a comma is missing'])
    expect(code).toBe(2)
  })

  it('an unclosed fence is reported, and its content is judged', async () => {
    const { errors, places } = await judge('a.md', `# A\n\n\`\`\`json\n${english}\n\nText.\n`)
    expect(errors).toEqual(['a.md:3:1 the code block that begins here is never closed'])
    expect(places).toHaveLength(3)
  })

  it('a document without examples is ignored', async () => {
    const text = '# A\n\n```js\nfunction f() { return { a: 1 } }\n```\n'
    const { code, stderr } = await judge('a.md', text)
    expect(code).toBe(3)
    expect(stderr).toContain('nothing to judge')
  })

  it('a file that is not valid UTF-8 is judged but not fixed', async () => {
    const bytes = Buffer.from(`caf\u00e9\n\n\`\`\`json\n${english}\n\`\`\`\n`, 'latin1')
    const { stderr, code, read } = await check({ 'a.md': bytes }, { fix: true })
    expect(stderr).toContain('it is not valid UTF-8')
    expect(code).toBe(1)
    expect(read('a.md').equals(bytes)).toBe(true)
  })
})
