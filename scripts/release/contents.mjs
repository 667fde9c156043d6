// What must hold of every published package, before a registry gets it.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

const needed = ['LICENSE', 'README.md', 'package.json']
const allowed = /^(LICENSE|README\.md|SCHEMA\.md|package\.json|dist\/.+\.(js|d\.ts))$/
const members = [
  'description',
  'keywords',
  'homepage',
  'bugs',
  'license',
  'author',
  'type',
  'sideEffects',
  'exports',
  'files',
]

/** Returns the complaints about an unpacked package, as lines to print. Empty if a registry may have it. */
export function complaintsAbout(folder) {
  const files = filesIn(folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return [
    ...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong into the package`),
    ...files.filter((file) => /\.test\.|(^|\/)test-support\//.test(file)).map((file) => `${file} is a test`),
    ...files.flatMap((file) => danglingReferences(folder, file, files)),
    ...Object.entries(manifest.bin ?? {}).flatMap(([name, path]) => complaintsAboutProgram(folder, name, path, files)),
    ...complaintsAboutManifest(manifest, files),
  ]
}

/**
 * Returns the complaints about the package.json of a published package, and the files that it names.
 *
 * @public test/release.test.ts calls it.
 */
export function complaintsAboutManifest(manifest, files) {
  return [
    ...members.filter((name) => manifest[name] === undefined).map((name) => `package.json has no ${name}`),
    ...(manifest.engines?.node === undefined ? ['package.json has no engines.node'] : []),
    ...(manifest.repository?.directory === undefined ? ['package.json has no repository.directory'] : []),
    ...(manifest.publishConfig?.access === 'public' ? [] : ['publishConfig.access is not "public"']),
    ...(manifest.publishConfig?.provenance === true ? [] : ['publishConfig.provenance is not true']),
    ...Object.entries(manifest.exports ?? {}).flatMap(([name, target]) => complaintsAboutExport(name, target, files)),
    ...complaintsAboutDependencies(manifest),
  ]
}

function complaintsAboutProgram(folder, name, target, files) {
  const path = posix.normalize(target)
  if (!files.includes(path)) return [`the program ${name} leads to ${path}, which is missing`]
  const isForNode = readFileSync(join(folder, path), 'utf8').startsWith('#!/usr/bin/env node\n')
  return isForNode ? [] : [`the program ${name} has no first line for Node`]
}

function complaintsAboutExport(name, target, files) {
  const paths = typeof target === 'string' ? [target] : Object.values(target)
  const missing = paths.filter((path) => !files.includes(posix.normalize(path)))
  return [
    ...missing.map((path) => `the export ${name} leads to ${path}, which is missing`),
    // TypeScript takes the first condition that fits.
    ...(typeof target === 'object' && Object.keys(target)[0] !== 'types'
      ? [`"types" is not first in the export ${name}`]
      : []),
  ]
}

function complaintsAboutDependencies({ version, dependencies, peerDependencies, optionalDependencies }) {
  const ranges = Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies })
  return ranges.flatMap(([name, range]) => {
    if (/^(workspace|file|link|portal|catalog):/.test(range))
      return [`${name} has the range ${range}, which only a workspace has`]
    if (name.startsWith('@devicegrant/') && range !== `^${version}`)
      return [`${name} has the range ${range}, and the packages of this version need ^${version}`]
    return []
  })
}

/** Finds source maps and relative imports that lead to no file of the package. */
function danglingReferences(folder, file, files) {
  if (!/\.(js|d\.ts)$/.test(file)) return []
  const text = readFileSync(join(folder, file), 'utf8')
  const maps = [...text.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)$/gm)].map(([, path]) => path)
  const code = text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '') // examples in docstrings import files of the reader
  const imports = [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(([, path]) => path)
  return [...maps, ...imports]
    .filter((path) => !files.includes(posix.join(dirname(file), path)))
    .map((path) => `${file} leads to ${path}, which is missing`)
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted()
}
