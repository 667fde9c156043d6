import { describe, expect, it } from 'vitest'
import type { ViewFacts } from '../../ports/hooks/risk-policy.js'
import { createProximityPolicy } from './proximity-policy.js'

const facts = (proximity: ViewFacts['proximity']): ViewFacts => ({
  client: { clientId: 'tv', name: 'TV', verified: true, authenticated: false },
  dialect: 'rfc8628',
  scope: [],
  resources: [],
  requester: {},
  viewer: { subject: 'alice', sessionAge: 0 },
  proximity,
  requestedAt: 0,
})

describe('createProximityPolicy (XD02)', () => {
  it.each(['warn', 'stepUp', 'deny'] as const)('says %s of what is far or unknown, and allows the rest', (far) => {
    const { onView } = createProximityPolicy({ far })
    expect(onView(facts('far'))).toEqual({ verdict: far, reasons: [{ code: 'far' }] })
    expect(onView(facts('unknown'))).toEqual({ verdict: far, reasons: [{ code: 'address_unknown' }] })
    expect(onView(facts('near'))).toEqual({ verdict: 'allow' })
    expect(onView(facts('sameRegion'))).toEqual({ verdict: 'allow' })
  })

  it('has a verdict of its own for unknown addresses', () => {
    const { onView } = createProximityPolicy({ far: 'deny', unknown: 'allow' })
    expect(onView(facts('unknown'))).toEqual({ verdict: 'allow', reasons: [] })
    expect(onView(facts('far'))).toMatchObject({ verdict: 'deny' })
  })

  it.each([
    ['{}', /far must be/],
    ['{"far":"allow"}', /far must be/],
    ['{"far":"warn","unknown":"ask"}', /unknown must be/],
    ['{"far":"warn","unkown":"deny"}', /unkown/],
    ['null', /object of options/],
  ])('refuses the options %s', (options, message) => {
    expect(() => createProximityPolicy(JSON.parse(options))).toThrow(message)
  })
})
