// @module-tag thorough
import { readFileSync } from 'node:fs'
import { auditServer } from '@devicegrant/conformance'
import { describe, expect, it } from 'vitest'
import { results } from '../../scripts/conformance/pages.mjs'
import { useForeignHost } from '../support/foreign-host.js'
import { membersIn } from '../support/json.js'

// The table of who passes what is made by hand. This run says whether it is still true of the servers that npm brings.

function failuresInTable(name: string): readonly string[] {
  const { failures } = membersIn(readFileSync(`${results}/${name}.json`, 'utf8'))
  if (!Array.isArray(failures)) throw new Error(`${name}.json has no failures`)
  return failures.filter(({ client }) => client === 'public').map(({ id }) => String(id))
}

describe.concurrent.each(['oidc-provider', 'better-auth'])('%s', (name) => {
  const host = useForeignHost(name)

  it('fails the audits of the table', async () => {
    const { issuer, clientId, otherClientId, scope } = host()
    const { results: found } = await auditServer({
      server: issuer,
      client: { clientId },
      otherClient: { clientId: otherClientId },
      scope,
      pace: 0,
      patience: 0,
      load: true,
      decide: ({ userCode, decision }) => host().decide(userCode, decision),
    })
    expect(found.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual(failuresInTable(name))
    expect(found.filter(({ outcome }) => outcome === 'unclear')).toEqual([])
  })
})
