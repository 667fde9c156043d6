import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const script = (name: string) => import(join(root, 'scripts/release', name))

const { complaintsAbout, complaintsAboutManifest } = await script('contents.mjs')
const { addSection, readChangeset, sectionOf } = await script('changelog.mjs')
const { exampleIn } = await script('readme-example.mjs')
const { publicPackages } = await script('packages.mjs')

const manifest = {
  name: '@devicegrant/x',
  version: '1.2.3',
  description: 'x',
  keywords: ['x'],
  homepage: 'https://example.com',
  bugs: 'https://example.com',
  repository: { type: 'git', url: 'https://example.com', directory: 'packages/x' },
  license: 'MIT',
  author: 'x',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20.19' },
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
  bin: { x: './dist/bin.js' },
  files: ['dist'],
  peerDependencies: { '@devicegrant/core': '^1.2.3' },
  publishConfig: { access: 'public', provenance: true },
}
const files = {
  LICENSE: 'MIT',
  'README.md': '# x',
  'dist/index.js': "/**\n * import { y } from '../yours.js'\n */\nexport { a } from './a.js'\n",
  'dist/index.d.ts': "export { a } from './a.js'\n",
  'dist/bin.js': '#!/usr/bin/env node\n',
  'dist/a.js': 'export const a = 1\n',
  'dist/a.d.ts': 'export declare const a = 1\n',
}

/** The complaints about a package with these files in place of the right ones. `undefined` leaves a file out. */
function complaintsWith(changes: Readonly<Record<string, string | undefined>>, json: object = manifest) {
  const folder = mkdtempSync(join(tmpdir(), 'devicegrant-contents-'))
  for (const [file, text] of Object.entries({ ...files, 'package.json': JSON.stringify(json), ...changes })) {
    if (text === undefined) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const complaints = complaintsAbout(folder)
  rmSync(folder, { recursive: true })
  return complaints
}

describe('the check of what a registry gets', () => {
  it('accepts a package that has all, and nothing else', () => {
    expect(complaintsWith({})).toEqual([])
  })

  it.each([
    ['a missing license', { LICENSE: undefined }, 'LICENSE is missing'],
    ['a source', { 'src/index.ts': '' }, 'src/index.ts does not belong into the package'],
    ['a test', { 'dist/a.test.js': '' }, 'dist/a.test.js is a test'],
    ['a source map', { 'dist/a.js.map': '{}' }, 'dist/a.js.map does not belong into the package'],
    [
      'a name of a map',
      { 'dist/a.js': '//# sourceMappingURL=a.js.map\n' },
      'dist/a.js leads to a.js.map, which is missing',
    ],
    ['an import', { 'dist/a.js': "import './b.js'\n" }, 'dist/a.js leads to ./b.js, which is missing'],
    ['a program', { 'dist/bin.js': undefined }, 'the program x leads to dist/bin.js, which is missing'],
    ['a program', { 'dist/bin.js': 'run()\n' }, 'the program x has no first line for Node'],
    ['an export', { 'dist/index.d.ts': undefined }, 'the export . leads to ./dist/index.d.ts, which is missing'],
  ])('finds %s', (_, changes, complaint) => {
    expect(complaintsWith(changes)).toContain(complaint)
  })

  it.each([
    ['no keywords', { keywords: undefined }, 'package.json has no keywords'],
    ['no directory', { repository: { type: 'git' } }, 'package.json has no repository.directory'],
    ['no provenance', { publishConfig: { access: 'public' } }, 'publishConfig.provenance is not true'],
    [
      'a range of a workspace',
      { dependencies: { a: 'workspace:*' } },
      'a has the range workspace:*, which only a workspace has',
    ],
    [
      'another version of ours',
      { peerDependencies: { '@devicegrant/core': '^1.0.0' } },
      '@devicegrant/core has the range ^1.0.0, and the packages of this version need ^1.2.3',
    ],
    [
      'types after the code',
      { exports: { '.': { default: './dist/index.js', types: './dist/index.d.ts' } } },
      '"types" is not first in the export .',
    ],
  ])('finds %s', (_, changes, complaint) => {
    expect(complaintsAboutManifest({ ...manifest, ...changes }, Object.keys(files))).toContain(complaint)
  })
})

describe('the published packages', () => {
  const packages: readonly { folder: string; manifest: typeof manifest }[] = publicPackages(root)

  it('are all of packages/, and no example', () => {
    expect(packages.map(({ folder }) => folder).toSorted()).toEqual(
      readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
    )
    expect(packages[0]?.manifest.name).toBe('@devicegrant/core')
    for (const name of readdirSync(join(root, 'examples'))) {
      // A folder without a manifest, such as the one with the dashboard, is no package.
      if (!existsSync(join(root, `examples/${name}/package.json`))) continue
      expect(JSON.parse(read(`examples/${name}/package.json`))).toMatchObject({ private: true })
    }
  })

  it('have one version, one repository and one author', () => {
    const common = packages.map(({ manifest: { version, bugs, license, author, engines, repository } }) =>
      JSON.stringify([version, bugs, license, author, engines, repository.url]),
    )
    expect(new Set(common).size).toBe(1)
    for (const { folder, manifest } of packages) {
      expect(manifest.repository.directory).toBe(folder)
      expect(manifest.homepage).toContain(folder)
    }
  })

  it('have what a registry shows', () => {
    for (const { manifest } of packages) {
      const targets = Object.values(manifest.exports).flatMap((target) => Object.values(Object(target)).concat(target))
      const built = targets.filter((path) => typeof path === 'string').map((path) => path.replace('./', ''))
      // The range of a workspace becomes a version when the package is packed.
      const complaints: readonly string[] = complaintsAboutManifest(manifest, built)
      expect(complaints.filter((text) => !text.includes('has the range workspace:'))).toEqual([])
    }
  })

  it('are named by the examples in their version', () => {
    for (const name of ['express', 'passport', 'next', 'compose']) {
      const { dependencies } = JSON.parse(read(`examples/${name}/package.json`))
      for (const [dependency, range] of Object.entries(dependencies)) {
        if (dependency.startsWith('@devicegrant/')) expect(range).toBe(`^${packages[0]?.manifest.version}`)
      }
    }
  })
})

describe('the change log', () => {
  const changeset = (bump: string, text: string) =>
    readChangeset('a.md', `---\n'@devicegrant/core': ${bump}\n---\n\n${text}\n`)

  it('has a section for the version of the packages', () => {
    const [{ manifest }] = publicPackages(root)
    expect(sectionOf(read('CHANGELOG.md'), manifest.version)).toContain('@devicegrant/core')
  })

  it('can be written from the changesets that wait', () => {
    const waiting = readdirSync(join(root, '.changeset')).filter((file) => /(?<!README)\.md$/.test(file))
    for (const file of waiting) expect(readChangeset(file, read(`.changeset/${file}`)).summary).not.toBe('')
    expect(JSON.parse(read('.changeset/config.json'))).toMatchObject({
      fixed: [['devicegrant', '@devicegrant/*']],
      changelog: false,
    })
  })

  it('is explained by an example that is a changeset', () => {
    const [, example = ''] = /^```text\n([\s\S]*?)^```$/m.exec(read('.changeset/README.md')) ?? []
    expect(readChangeset('README.md', example)).toMatchObject({ packages: ['@devicegrant/core'], bump: 'minor' })
  })

  it('gets the newest version first, and the breaking changes first of all', () => {
    const changesets = [changeset('patch', 'Fix a.'), changeset('major', 'Remove b.\n\nUse c.')]
    const log = addSection('# Changes\n\n## 1.0.0\n\nOld.\n', { version: '2.0.0', date: '2026-01-02', changesets })
    expect(log).toBe(
      '# Changes\n\n## 2.0.0 (2026-01-02)\n\n### Breaking changes\n\n- Remove b.\n\n  Use c.\n\n### Fixed\n\n- Fix a.\n\n## 1.0.0\n\nOld.\n',
    )
    expect(sectionOf(log, '1.0.0')).toBe('Old.')
    expect(() => sectionOf(log, '3.0.0')).toThrow('CHANGELOG.md has no section for 3.0.0')
  })

  it('takes a changeset of the command', () => {
    const { packages } = readChangeset('a.md', "---\n'devicegrant': patch\n---\n\nFix a.\n")
    expect(packages).toEqual(['devicegrant'])
  })

  it.each([
    ['no head', 'Fix a.', 'a.md has no head'],
    ['another package', '---\nexpress: minor\n---\n\nFix a.', 'a.md has the line express: minor'],
    ['no text', "---\n'@devicegrant/core': minor\n---\n", 'a.md has no text'],
  ])('refuses a changeset with %s', (_, text, message) => {
    expect(() => readChangeset('a.md', text)).toThrow(message)
  })
})

describe('the example of the README', () => {
  it('is found, with the files and packages that it needs', () => {
    const { main, files, packages, clientId } = exampleIn(read('README.md'))
    expect(files.has(main.replace('.js', '.ts'))).toBe(true)
    expect(packages).toEqual(expect.arrayContaining(['@devicegrant/core', 'express']))
    expect(clientId).not.toBe('')
  })

  it('says what is missing', () => {
    expect(() => exampleIn('# No example')).toThrow('README.md has no block of TypeScript with ".listen("')
    const text = "```ts\nimport { a } from './a.js'\nserver.listen(1)\n```\n"
    expect(() => exampleIn(text)).toThrow('README.md has no block "ts file=a.ts", which server.ts imports')
  })
})

describe('the workflows', () => {
  const folder = '.github/workflows'
  const texts = readdirSync(join(root, folder)).map((file) => read(`${folder}/${file}`))
  const { scripts, engines } = JSON.parse(read('package.json'))

  it('are YAML, as are the forms', () => {
    const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).map((file) =>
      read(`.github/ISSUE_TEMPLATE/${file}`),
    )
    for (const text of [...texts, ...forms, read('.github/dependabot.yml')]) expect(parse(text)).toBeTypeOf('object')
  })

  it('run scripts that exist', () => {
    const named = texts.flatMap((text) => [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name))
    expect(named.length).toBeGreaterThan(4)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    const paths = texts.flatMap((text) => [...text.matchAll(/\b(?:test|packages)\/[\w./-]+/g)].map(([path]) => path))
    for (const path of paths) expect(() => readdirSync(dirname(join(root, path)))).not.toThrow()
  })

  it('try the oldest Node that the packages allow', () => {
    const { jobs } = parse(read(`${folder}/ci.yml`))
    const oldest = `${/\d+\.\d+/.exec(engines.node)?.[0]}.0`
    expect(jobs.node.strategy.matrix.node).toEqual([oldest, '22', '24'])
  })

  it('give the right to publish to one job alone, and no job has a token for npm', () => {
    const { jobs, permissions } = parse(read(`${folder}/release.yml`))
    expect(permissions).toEqual({})
    expect(Object.keys(jobs).filter((name) => jobs[name].permissions['id-token'] === 'write')).toEqual(['publish'])
    expect(texts.join('')).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./)
  })
})
