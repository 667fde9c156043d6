import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { warningCodes, warningOf, warningsPage } from './configuration-warning.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const page = readFileSync(join(root, warningsPage), 'utf8')

describe('every code of a warning', () => {
  it('has one section in the page, in the same order', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(warningCodes)
  })

  it('is explained: what is not safe, what to write, and when to accept it', () => {
    for (const section of page.split(/^## /m).slice(1)) {
      expect(section, section).toMatch(/^[a-z-]+\n\n[\s\S]{80,}\n$/)
      expect(section, section).toMatch(/\*\*Write:\*\*/)
      expect(section, section).toMatch(/\*\*Accept it\*\*/)
    }
  })

  it('is one that a part of the library uses', () => {
    const source = join(root, 'packages/core/src')
    const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(compose|http)\/.*(?<!\.test)\.ts$/.test(file))
      .map((file) => readFileSync(join(source, file), 'utf8'))
      .join()
    for (const code of warningCodes) expect(texts).toContain(`'${code}'`)
  })

  it('leads to its section', () => {
    expect(warningOf('limits-off', 'x')).toEqual({
      code: 'limits-off',
      message: 'x',
      docs: 'docs/warnings.md#limits-off',
    })
  })
})
