// @module-tag thorough
import { serverAudits } from '@devicegrant/conformance'
import { describe, expect, it } from 'vitest'
import type { Fault } from './faults/fault.js'
import { faults } from './faults.js'
import { goodServers } from './good-servers.js'
import { auditWorld } from './world.js'

// Some client libraries send the same secret in the header and in the body, so the server accepts that.
const ownFaults = ['client-two-methods']

async function failed({ hasNonces, ...fault }: Partial<Fault>): Promise<readonly string[]> {
  const { results } = await auditWorld({ ...fault, ...(hasNonces && { nonces: 'always' }) })
  return results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
}

describe('the audits of any server', () => {
  it('are passed by our own server, for a public client', async () => {
    expect(await failed({})).toEqual([])
  })

  it('are passed by our own server, for a client with a secret', async () => {
    expect(await failed({ isConfidential: true })).toEqual(ownFaults)
  })

  it.each(faults)('name the fault of a server that $what', async (fault) => {
    const known = fault.isConfidential === true ? ownFaults : []
    expect([...(await failed(fault))].sort()).toEqual([...known, ...fault.fails].sort())
  })

  it.each(goodServers)('find no fault in a server that $what', async ({ breaking }) => {
    expect(await failed({ breaking })).toEqual([])
  })

  it('can all fail', () => {
    const seen = new Set([...faults.flatMap(({ fails }) => fails), ...ownFaults])
    expect(serverAudits.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([])
  })
})
