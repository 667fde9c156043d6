// @module-tag thorough
import { describe, expect, it } from 'vitest'
import { clientFaults, codeFaults, type Fault, metadataFaults, pollFaults, tokenFaults } from './faults.js'
import { auditWorld } from './world.js'

const faults: readonly Fault[] = [...metadataFaults, ...codeFaults, ...pollFaults, ...clientFaults, ...tokenFaults]

// Some client libraries send the same secret in both places, so the server accepts that.
const ownFaults = { isConfidential: ['client-two-methods'], isPublic: [] }

async function failed(fault: Partial<Fault>): Promise<readonly string[]> {
  const { results } = await auditWorld(fault.isConfidential === true, fault.breaking)
  return results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
}

describe('the audits of any server', () => {
  it('are passed by our own server, for a public client', async () => {
    expect(await failed({})).toEqual(ownFaults.isPublic)
  })

  it('are passed by our own server, for a client with a secret', async () => {
    expect(await failed({ isConfidential: true })).toEqual(ownFaults.isConfidential)
  })

  it.each(faults)('name the fault of a server that $what', async (fault) => {
    const known = fault.isConfidential === true ? ownFaults.isConfidential : ownFaults.isPublic
    expect([...(await failed(fault))].sort()).toEqual([...known, ...fault.fails].sort())
  })
})
