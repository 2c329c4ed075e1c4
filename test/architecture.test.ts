/** Which folder may import which, and where names may appear: read from the sources. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listProfiles, loadSuites } from '../src/ask/load.ts'
import { listReporters, loadRules } from '../src/ask/registry.ts'
import { codeRoot, listApis } from '../src/foundation/paths.ts'

interface Import {
  /** File that imports, from the root of the repository. */
  readonly from: string
  /** File that is imported, from the root of the repository; or the name of a package. */
  readonly to: string
  readonly typeOnly: boolean
}

function filesIn(folder: string): string[] {
  return readdirSync(join(codeRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .sort()
}

function read(file: string): string {
  return readFileSync(join(codeRoot, file), 'utf8')
}

/** The code of a file without its comments. */
function codeOf(file: string): string {
  return read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
}

function importsOf(file: string): Import[] {
  const code = codeOf(file)
  const fixed = [...code.matchAll(/^(?:import|export)\b([^'"`;]*?)\bfrom\s*'([^']+)'/gm)]
  const bare = [...code.matchAll(/^import\s*()'([^']+)'/gm)]
  const later = [...code.matchAll(/\bimport\(()'([^']+)'\)/g)]
  return [...fixed, ...bare, ...later].map(([, what = '', name = '']) => ({
    from: file,
    to: name.startsWith('.') ? normalize(join(dirname(file), name)).replaceAll('\\', '/') : name,
    typeOnly: isTypeOnly(what),
  }))
}

/** `import type …`, or `import { type A, type B }`. */
function isTypeOnly(what: string): boolean {
  if (/^\s*type\b/.test(what)) return true
  const names = /\{([^}]*)\}/
    .exec(what)?.[1]
    ?.split(',')
    .filter((name) => name.trim())
  return Boolean(names?.length) && (names ?? []).every((name) => /^\s*type\s/.test(name))
}

const shown = ({ from, to }: Import): string => `${from} imports ${to}`

/** Folder → the folders that it may import. The order is that of the stages, from the last to the first: no import goes back. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': ['session', 'run', 'judge', 'report', 'read', 'ask', 'wire', 'foundation', 'model'].map(inSrc),
  'src/vitest': [...['session', 'run', 'report', 'model'].map(inSrc), 'text'],
  'src/cli': [
    ...['session', 'capture', 'proxy', 'run', 'judge', 'report', 'recording', 'ask', 'wire', 'foundation', 'model'].map(
      inSrc,
    ),
    'server',
    'text',
  ],
  'src/session': [...['run', 'report', 'recording', 'ask', 'wire', 'foundation', 'model'].map(inSrc), 'server'],
  'src/proxy': ['ask', 'wire', 'model'].map(inSrc),
  'src/capture': ['recording', 'ask', 'wire', 'foundation', 'model'].map(inSrc),
  'src/run': ['judge', 'report', 'recording', 'read', 'ask', 'wire', 'foundation', 'model'].map(inSrc),
  'src/judge': ['report', 'read', 'ask', 'foundation', 'model'].map(inSrc),
  'src/report': [...['recording', 'read', 'ask', 'wire', 'foundation', 'model'].map(inSrc), 'text'],
  'src/read': ['ask', 'wire', 'foundation', 'model'].map(inSrc),
  'src/recording': ['ask', 'wire', 'foundation', 'model'].map(inSrc),
  'src/ask': ['foundation', 'model'].map(inSrc),
  'src/wire': ['foundation', 'model'].map(inSrc),
  'src/foundation': ['model'].map(inSrc),
  'src/model': [],
  page: [...['read', 'foundation', 'model'].map(inSrc), 'reporters', 'specs/apis/chat-completions', 'text'],
  reporters: ['text', 'src/model'],
  text: ['src/model'],
  'specs/rules': ['src/model'],
  'specs/apis/chat-completions': ['specs/rules', 'src/model'],
  'specs/apis/generate': ['specs/rules', 'src/model'],
  server: [],
}

/** Folders of which others may import types only. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  page: ['reporters'],
}

/** The file, or the folder, that each package is used in. */
const DOORS = [
  'ajv in specs/apis/chat-completions/rules/tool/_validate.ts',
  'ajv in src/foundation/schemas.ts',
  'ajv-formats in src/foundation/schemas.ts',
  'commander in src/cli',
  'diff in src/capture/documents/diff.ts',
  'eventsource-parser in src/read/sse.ts',
  'import-meta-resolve in src/ask/registry.ts',
  'json-p3 in src/foundation/jsonpath.ts',
  'mdast-util-from-markdown in src/capture/documents/markdown.ts',
  'parse5 in src/capture/documents/html.ts',
  'picocolors in reporters/_page.ts',
  'picocolors in src/cli',
  'preact in page',
  'undici in src/proxy/forward.ts',
  'undici in src/wire/dispatcher.ts',
  'undici in src/wire/send.ts',
  'vitest in src/vitest/index.ts',
  'yaml in src/foundation/yaml-tree.ts',
  'yaml in src/foundation/yaml.ts',
]

function inSrc(name: string): string {
  return `src/${name}`
}

/** The entry of the table that a file belongs to. */
function folderOf(file: string): string {
  return (
    Object.keys(MAY_IMPORT).find((folder) => file === folder || file.startsWith(`${folder}/`)) ?? `no folder: ${file}`
  )
}

const files = ['src', 'specs', 'reporters', 'page', 'text', 'server'].flatMap(filesIn)
const imports = files.flatMap(importsOf)
const between = imports
  .filter(({ to }) => /\.tsx?$/.test(to))
  .map((one) => ({ ...one, source: folderOf(one.from), target: folderOf(one.to) }))
  .filter(({ source, target }) => source !== target)
const engine = files.filter((file) => /^src\//.test(file))

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(1500)
    expect(importsOf('src/run/run.ts').map(({ to }) => to)).toEqual(
      expect.arrayContaining(['src/run/next.ts', 'src/judge/attempt.ts', 'src/read/observe.ts']),
    )
  })

  it('between folders are listed in the table', () => {
    const unexpected = between.filter(({ source, target }) => !MAY_IMPORT[source]?.includes(target))
    expect(unexpected.map(shown)).toEqual([])
  })

  it('of the table go in one direction, and each is used', () => {
    const order = Object.keys(MAY_IMPORT)
    const all = Object.entries(MAY_IMPORT).flatMap(([source, targets]) => targets.map((target) => ({ source, target })))
    const reached = new Map(order.map((folder) => [folder, reach(folder)]))
    expect(all.filter(({ source, target }) => reached.get(target)?.has(source))).toEqual([])
    const used = new Set(between.map(({ source, target }) => `${source} → ${target}`))
    // A module that is imported dynamically by its path has no import line.
    const later = ['src/session → server', 'src/cli → server']
    const unused = all.map(({ source, target }) => `${source} → ${target}`).filter((arrow) => !used.has(arrow))
    expect(unused.filter((arrow) => !later.includes(arrow))).toEqual([])
  })

  it('of the model are types; rules, reporters and protocols import only its types', () => {
    const ofModel = between.filter(({ target, typeOnly }) => target === 'src/model' && !typeOnly)
    expect(ofModel.map(shown)).toEqual([])
    const others = between.filter(({ source, target, typeOnly }) => TYPES_ONLY[source]?.includes(target) && !typeOnly)
    expect(others.map(shown)).toEqual([])
  })

  it('cannot be of values in the model, which contains types only', () => {
    const model = files.filter((file) => file.startsWith('src/model/'))
    expect(model.length).toBeGreaterThan(5)
    for (const file of model) expect(codeOf(file)).not.toMatch(/^\s*(export\s+)?(const|let|var|function|class|enum)\b/m)
  })

  it('go through one file for each package', () => {
    const packages = imports.filter(({ to }) => !to.startsWith('node:') && !/\.tsx?$/.test(to))
    const doors = new Set(
      packages.map(({ from, to }) => `${to.split('/')[0]} in ${from.replace(/^(src\/cli|page)\/.*/, '$1')}`),
    )
    expect([...doors].sort()).toEqual(DOORS)
  })

  it('of the reference server are its own files and Node.js modules', () => {
    const unexpected = imports.filter(
      ({ from, to }) => from.startsWith('server/') && !to.startsWith('server/') && !to.startsWith('node:'),
    )
    expect(unexpected.map(shown)).toEqual([])
  })
})

/** All folders that a folder reaches through the table. */
function reach(folder: string, reached = new Set<string>()): ReadonlySet<string> {
  for (const target of MAY_IMPORT[folder] ?? []) {
    if (reached.has(target)) continue
    reached.add(target)
    reach(target, reached)
  }
  return reached
}

describe('the folders of src', () => {
  it('are the fourteen stages and parts', () => {
    const folders = readdirSync(join(codeRoot, 'src'), { withFileTypes: true })
    expect(
      folders
        .filter((one) => one.isDirectory())
        .map(({ name }) => `src/${name}`)
        .sort(),
    ).toEqual(
      Object.keys(MAY_IMPORT)
        .filter((name) => /^src\/\w+$/.test(name))
        .sort(),
    )
    expect(folders.filter((one) => !one.isDirectory()).map(({ name }) => name)).toEqual(['index.ts'])
  })
})

describe('the process', () => {
  it('is used by the command line only', () => {
    const others = files.filter((file) => !file.startsWith('src/cli/'))
    expect(others.filter((file) => /\b(process|console)\s*\./.test(codeOf(file)))).toEqual([])
    const importing = imports.filter(({ from, to }) => to === 'node:process' && !from.startsWith('src/cli/'))
    // A test file is started by vitest, which hands nothing in.
    expect(importing.map(({ from }) => from)).toEqual(['src/vitest/index.ts'])
  })
})

/** Names of members that only the messages of one API have. */
const WIRE_NAMES =
  /\b(choices|deltas?|tool_calls|tool_call_id|messages|generated_text|finish_reason|function_call|max_tokens|max_completion_tokens|completion_tokens|prompt_tokens|logprobs|image_url|input_audio|input_ids|output_text)\b/g

/** Code without text for people: comments, and the prose of rules. */
function withoutProse(file: string): string {
  return codeOf(file)
    .replace(/^ {2}(says|why|mend|source|wrong|right|seen):.*\n(?: {4}.*\n)*/gm, '')
    .replace(/\.choices\(/g, '')
}

describe('the messages of an API', () => {
  it('are named in its folder only, neither in the engine nor in rules for any API', () => {
    const general = files.filter((file) => /^(src|specs\/rules)\//.test(file))
    const naming = general.flatMap((file) =>
      [...new Set(withoutProse(file).match(WIRE_NAMES))].map((name) => `${file} names ${name}`),
    )
    expect(naming).toEqual([])
  })

  it('are found in that folder', () => {
    expect(withoutProse('specs/apis/chat-completions/protocol.ts').match(WIRE_NAMES)).toContain('tool_calls')
    expect(withoutProse('specs/apis/generate/protocol.ts').match(WIRE_NAMES)).toContain('generated_text')
  })
})

describe('the engine', () => {
  it('names no rule, case, profile, API or reporter', async () => {
    // Some forms of fixtures and captures, and members of events and protocols, have the same name as a reporter.
    const reporterNames = listReporters().filter(
      (name) => !['json', 'jsonl', 'markdown', 'html', 'places'].includes(name),
    )
    // An API has a member of this name.
    const profileNames = listProfiles().filter((name) => name !== 'protocol')
    const quoted = [...profileNames, ...listApis(), ...reporterNames].flatMap((name) => [`'${name}'`, `"${name}"`])
    const names = [...(await loadRules()).keys(), ...loadSuites().map(({ id }) => id), ...quoted]
    const withoutEntrances = engine.filter((file) => !/^src\/(cli|vitest)\//.test(file))
    const named = withoutEntrances.flatMap((file) => {
      const code = codeOf(file)
      return names.filter((name) => code.includes(name)).map((name) => `${file} names ${name}`)
    })
    // The session decides which profile applies if the user names none.
    expect(named).toEqual(["src/session/settings.ts names 'compatible'"])
  })

  it('names only the rules of the parts of an expectation', () => {
    const naming = engine.filter((file) => /\bcase\/\$?/.test(codeOf(file)))
    expect(naming).toEqual(['src/judge/attempt.ts'])
  })
})
