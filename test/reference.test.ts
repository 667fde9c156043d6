import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folder, generatePages, modules } from '../scripts/docs/pages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, folder)
const advice = 'run `npm run docs:generate`, and commit what it wrote'

async function generated(): Promise<ReadonlyMap<string, string>> {
  const sources = Object.entries(modules).map(
    async ([name, path]): Promise<[string, unknown]> => [
      name,
      await import(join(root, `packages/core/src/${path}.ts`)),
    ],
  )
  return generatePages(Object.fromEntries(await Promise.all(sources)))
}

const committed = readdirSync(target, { recursive: true, encoding: 'utf8' })
  .filter((file) => statSync(join(target, file)).isFile())
  .map((file) => file.replaceAll('\\', '/'))

describe('the generated pages of the documentation', () => {
  it('are what the sources say', async () => {
    const pages = await generated()
    const stale = [...pages].filter(([file, text]) => {
      const path = join(target, file)
      return !existsSync(path) || readFileSync(path, 'utf8') !== text
    })
    const wrong = [
      ...stale.map(([file]) => `${folder}/${file} is not what the sources say: ${advice}`),
      ...committed.filter((file) => !pages.has(file)).map((file) => `${folder}/${file} is not generated: ${advice}`),
    ]
    expect(wrong).toEqual([])
  })

  it('have every public name', async () => {
    const pages = await generated()
    const surface: Record<string, { values: string[]; types: string[] }> = JSON.parse(
      readFileSync(join(root, 'test/public-surface.json'), 'utf8'),
    )
    for (const [entry, { values, types }] of Object.entries(surface)) {
      const page = pages.get(`api/${entry.replace('@devicegrant/', '').replaceAll('/', '-')}.md`) ?? ''
      const headings = new Set([...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name))
      expect([...values, ...types].filter((name) => !headings.has(name))).toEqual([])
    }
  })

  it('say for every problem what the client and the operator do', async () => {
    const errors = (await generated()).get('errors.md') ?? ''
    const problems = errors.slice(0, errors.indexOf('## Dialects')).match(/^### \w+$/gm) ?? []
    expect(problems.length).toBeGreaterThan(20)
    expect(errors.match(/^- \*\*The client:\*\* \S/gm)).toHaveLength(problems.length)
    expect(errors.match(/^- \*\*The operator:\*\* \S/gm)).toHaveLength(problems.length)
    expect(errors).not.toMatch(/\*\*Where:\*\* \./)
  })
})
