import { readdirSync, readFileSync } from 'node:fs'
import { serverAudits } from '@devicegrant/conformance'
import { describe, expect, it } from 'vitest'
import { conformancePage, results } from '../../scripts/conformance/pages.mjs'
import { servers } from '../../scripts/conformance/servers.mjs'

const ids = serverAudits.map(({ id }) => id)
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

describe('the table of who passes what', () => {
  it('is what the results of the servers make it: run `npm run conformance`, and commit what it wrote', () => {
    expect(readFileSync('docs/conformance.md', 'utf8')).toBe(conformancePage())
  })

  it('has every server of implementations, and every audit', () => {
    const files = readdirSync(results).sort()
    expect(files).toEqual(servers.map(({ name }) => `${name}.json`).sort())
    for (const file of files) expect(Object.keys(read(`${results}/${file}`).outcomes)).toEqual(ids)
  })

  it('has notes of what failed only', () => {
    const notes: Record<string, Record<string, string>> = read('implementations/notes.json')
    for (const [folder, texts] of Object.entries(notes)) {
      const own = servers.filter((server) => server.folder === folder)
      const failed = own.flatMap(({ name }) =>
        read(`${results}/${name}.json`).failures.map(({ id }: { id: string }) => id),
      )
      expect(['about', ...failed]).toEqual(expect.arrayContaining(Object.keys(texts)))
    }
  })

  it('has no secret', () => {
    const all = readdirSync(results).map((file) => readFileSync(`${results}/${file}`, 'utf8'))
    for (const text of all)
      expect(text).not.toMatch(/a-secret-that-everybody-may-know|"(access|refresh)_token\\":\\"(?!\$)/)
  })
})
