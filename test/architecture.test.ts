/** Who may import whom, and who may name what: read from the import lines, so that the shape of the house stays. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listProfiles, loadSuites } from '../src/ask/load.ts'
import { listReporters, loadRules } from '../src/ask/registry.ts'
import { codeRoot } from '../src/foundation/paths.ts'

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
const isHelper = (file: string): boolean => /(^|\/)_/.test(file)
const within = (folder: string, { to }: Import): boolean => to.startsWith(`${folder}/`)

const source = filesIn('src')
const model = source.filter((file) => /^src\/model(\.ts|\/)/.test(file))
// The command line and the tests of vitest stand before the engine: they may use all of it, and the one the other.
const isEntrance = (file: string): boolean => /^src\/(cli\/|vitest(\.ts|\/))/.test(file)
const engine = source.filter((file) => !isEntrance(file))
const rules = filesIn('specs/rules')
const reporters = filesIn('reporters')
const server = filesIn('server')
const imports = [...source, ...rules, ...reporters, ...server].flatMap(importsOf)
const importsIn = (files: readonly string[]): Import[] => imports.filter(({ from }) => files.includes(from))

const STAGES = ['load', 'plan', 'compose', 'send', 'observe', 'check', 'expect', 'judge', 'registry', 'summarize']
const COMPOSERS = ['run', 'conclude', 'merge', 'captured', 'target', 'index']
const fileOf = (name: string): string => `src/${name}.ts`

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(500)
    expect(importsOf('src/run.ts').map(({ to }) => to)).toEqual(
      expect.arrayContaining(
        STAGES.slice(2, 8)
          .filter((name) => name !== 'send')
          .map(fileOf),
      ),
    )
    const away = importsIn(model).filter((one) => !one.typeOnly || !within('src/model', one))
    expect(away.map(shown)).toEqual([])
  })

  it('are none in the model, which holds types only', () => {
    expect(model.length).toBeGreaterThan(5)
    for (const file of model) expect(codeOf(file)).not.toMatch(/^\s*(export\s+)?(const|let|var|function|class|enum)\b/m)
  })

  it('of a stage or a utility are never those of a stage or of what composes them', () => {
    const composed = [...STAGES, ...COMPOSERS].map(fileOf)
    const others = engine.filter((file) => !COMPOSERS.map(fileOf).includes(file))
    expect(
      importsIn(others)
        .filter(({ to }) => composed.includes(to))
        .map(shown),
    ).toEqual([])
  })

  it('of the engine stay within the engine', () => {
    const away = importsIn(engine).filter(
      (one) => isEntrance(one.to) || (one.to.includes('/') && one.to.endsWith('.ts') && !within('src', one)),
    )
    expect(away.map(shown)).toEqual([])
  })

  it('go through one door for each package', () => {
    const packages = imports.filter(({ to }) => !to.startsWith('node:') && !/\.tsx?$/.test(to))
    const doors = new Set(
      packages.map(
        ({ from, to }) => `${to.split('/')[0]} in ${from.replace(/^(src\/cli|reporters\/_html)\/.*/, '$1')}`,
      ),
    )
    expect([...doors].sort()).toEqual([
      'ajv in specs/rules/tool/_validate.ts',
      'ajv in src/schemas.ts',
      'ajv-formats in src/schemas.ts',
      'commander in src/cli',
      'diff in src/capture/diff.ts',
      'eventsource-parser in src/sse.ts',
      'import-meta-resolve in src/registry.ts',
      'json-p3 in src/jsonpath.ts',
      'mdast-util-from-markdown in src/capture/markdown.ts',
      'parse5 in src/capture/html.ts',
      'picocolors in reporters/_page.ts',
      'picocolors in src/cli',
      'preact in reporters/_html',
      // Three sides of one package: connections, whole exchanges over them, and requests passed through untouched.
      'undici in src/dispatcher.ts',
      'undici in src/proxy/forward.ts',
      'undici in src/send.ts',
      'vitest in src/vitest.ts',
      'yaml in src/yaml.ts',
    ])
  })

  it.each([
    ['rules', 'specs/rules', rules],
    ['reporters', 'reporters', reporters],
  ])('of %s are types of the model and helpers beside them', (_, folder, files) => {
    const odd = importsIn(files).filter((one) => {
      if (one.to === 'src/model.ts') return !one.typeOnly
      if (within(folder, one)) return !isHelper(one.to)
      return !isHelper(one.from)
    })
    expect(odd.map(shown)).toEqual([])
  })

  it('of the reference server are its own files and those of Node.js', () => {
    const odd = importsIn(server).filter((one) => !within('server', one) && !one.to.startsWith('node:'))
    expect(odd.map(shown)).toEqual([])
  })
})

describe('the process', () => {
  it('is touched by the command line alone', () => {
    const others = source.filter((file) => !file.startsWith('src/cli/'))
    const touching = [...others, ...rules, ...reporters, ...server].filter((file) =>
      /\b(process|console)\s*\./.test(codeOf(file)),
    )
    expect(touching).toEqual([])
  })
})

describe('the engine', () => {
  it('names no rule, case, profile or reporter', async () => {
    // Forms of fixtures and of captures, and a member of events, happen to have the name of a reporter.
    const reporterNames = listReporters().filter((name) => !['json', 'jsonl', 'markdown', 'html'].includes(name))
    const quoted = [...listProfiles(), ...reporterNames].flatMap((name) => [`'${name}'`, `"${name}"`])
    const names = [...(await loadRules()).keys(), ...loadSuites().map(({ id }) => id), ...quoted]
    const named = engine.flatMap((file) => {
      const code = codeOf(file)
      return names.filter((name) => code.includes(name)).map((name) => `${file} names ${name}`)
    })
    expect(named).toEqual([])
  })

  it('knows of rules only that expectations have one for each of their parts', () => {
    const found = engine.filter((file) => /\bcase\/\$?/.test(codeOf(file)))
    expect(found).toEqual(['src/run.ts'])
  })
})
