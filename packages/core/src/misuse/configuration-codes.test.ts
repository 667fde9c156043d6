import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { configurationCodes } from './configuration-codes.js'
import { ConfigurationError, configurationErrorsPage, problem } from './configuration-error.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const page = readFileSync(join(root, configurationErrorsPage), 'utf8')

describe('every code', () => {
  it('has one section in the page, in the same order', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(configurationCodes)
  })

  it('is explained: what is wrong, why, and what to write', () => {
    for (const section of page.split(/^## /m).slice(1)) {
      expect(section, section).toMatch(/^[a-z-]+\n\n[\s\S]{80,}\n$/)
      expect(section, section).toMatch(/\*\*Write:?\*\*/)
    }
  })

  it('is in lower case with dashes, and is one that a check uses', () => {
    const source = join(root, 'packages/core/src')
    const checks = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter(
        (file) => /^(compose|misuse|http)\/.*(?<!\.test)\.ts$/.test(file) && !file.endsWith('configuration-codes.ts'),
      )
      .map((file) => readFileSync(join(source, file), 'utf8'))
      .join()
    for (const code of configurationCodes) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/)
      expect(checks).toContain(`'${code}'`)
    }
  })
})

describe('a ConfigurationError', () => {
  it('shows each problem with its code, and links each to its section', () => {
    const problems = [
      problem('secret-missing', 'secret', 'secret is missing'),
      problem('issuer-invalid', 'issuer', 'x'),
    ]
    const error = new ConfigurationError(problems)
    expect(error.message).toBe(
      'devicegrant is not configured correctly:\n  - secret is missing (secret-missing)\n  - x (issuer-invalid)\n' +
        'docs/configuration-errors.md explains each code.',
    )
    expect(error.problems[0]).toEqual({
      code: 'secret-missing',
      option: 'secret',
      message: 'secret is missing',
      docs: 'docs/configuration-errors.md#secret-missing',
    })
  })
})
