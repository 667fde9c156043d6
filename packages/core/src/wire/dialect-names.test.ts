import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../../../test/support/walk.js'
import { auth0 } from './dialects/auth0/auth0.js'
import { aws } from './dialects/aws/aws.js'
import { dreadnode } from './dialects/dreadnode/dreadnode.js'
import { entra } from './dialects/entra/entra.js'
import { github } from './dialects/github/github.js'
import { google } from './dialects/google/google.js'
import * as readyMade from './dialects/moved/ready-made.js'
import { npm } from './dialects/npm/npm.js'
import { oracle } from './dialects/oracle/oracle.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { trakt } from './dialects/trakt/trakt.js'

// No code depends on which dialect it serves. All differences are in the tables.

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const sources = ['packages', 'examples'].flatMap((folder) =>
  filesBelow(join(root, folder))
    .filter((file) => /^[\w-]+\/src\/.+\.ts$/.test(file) && !/\.(?:test|d)\.ts$/.test(file))
    .map((file) => `${folder}/${file}`),
)
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

describe('the sources', () => {
  const tables = [
    rfc8628,
    oracle,
    auth0,
    dreadnode,
    aws,
    entra,
    github,
    google,
    npm,
    trakt,
    ...Object.values(readyMade),
  ]
  const names = tables.map(({ name }) => name).join('|')
  const quoted = new RegExp(`['"\`](?:${names})['"\`]`)
  const compared = new RegExp(`(?:[!=]==?|case|includes\\()\\s*['"\`](?:${names})['"\`]`)
  const comparedByName = /(?:\bdialect(?:\.name)?|terms\.dialect)\s*[!=]==?\s*['"`]/

  it('name a dialect only in its own table', () => {
    expect(sources.length).toBeGreaterThan(100)
    // The samples are records of a dialect. The demo registers the client of a dialect that names none.
    const allowed = /^packages\/(?:core\/src\/wire\/dialects\/|testing\/src\/sample-)|^examples\//
    expect(sources.filter((file) => !allowed.test(file) && quoted.test(textOf(file)))).toEqual([])
  })

  it('never branch on the name of a dialect', () => {
    const branching = (file: string) => compared.test(textOf(file)) || comparedByName.test(textOf(file))
    expect(sources.filter(branching)).toEqual([])
    const examples = ["if (dialect.name === 'oracle') {", "case 'auth0':", "terms.dialect !== 'x'"]
    expect(examples.map((text) => compared.test(text) || comparedByName.test(text))).toEqual([true, true, true])
  })

  it('describe problems in printable ASCII without quotes and backslashes (RFC 6749 §5.2)', () => {
    const calls = /\bproblem\(\s*(?:'\w+'|code|\w+),\s*(['"`])((?:\\.|(?!\1).)*)\1/gs
    const found = sources.flatMap((file) => [...textOf(file).matchAll(calls)].map(([, , text = '']) => text))
    expect(found.length).toBeGreaterThan(30)
    for (const text of found) {
      const filledIn = text.replace(/\$\{[^}]*\}/g, 'filled in')
      expect(filledIn).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)
    }
  })
})
