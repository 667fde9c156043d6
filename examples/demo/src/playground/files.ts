import { readdirSync, readFileSync } from 'node:fs'

const assets = new URL('../../src/playground/assets/', import.meta.url)
const scripts = new URL('../../dist/playground/browser/', import.meta.url)

/** Reads the files of the page: its styles, its compiled scripts, and the encoder of QR codes. */
export function readFiles(): ReadonlyMap<string, string> {
  const read = (folder: URL, ending: string): readonly (readonly [string, string])[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])
  const encoder = readFileSync(new URL(import.meta.resolve('uqr')), 'utf8')
  return new Map([...read(assets, '.css'), ...read(assets, '.svg'), ...read(scripts, '.js'), ['uqr.mjs', encoder]])
}
