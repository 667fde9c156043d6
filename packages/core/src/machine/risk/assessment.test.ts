import { describe, expect, it } from 'vitest'
import { combineRisk, type RiskVerdict, riskVerdicts } from './assessment.js'

const scope = ['read', 'write', 'admin']

describe('combineRisk', () => {
  it('allows everything without an assessment', () => {
    expect(combineRisk(scope, [])).toEqual({ verdict: 'allow', reasons: [], offered: scope })
  })

  it('takes the strictest of two verdicts, in any order', () => {
    for (const [index, stricter] of riskVerdicts.entries()) {
      for (const milder of riskVerdicts.slice(0, index)) {
        const pair: readonly { readonly verdict: RiskVerdict }[] = [{ verdict: milder }, { verdict: stricter }]
        expect(combineRisk(scope, pair).verdict).toBe(stricter)
        expect(combineRisk(scope, pair.toReversed()).verdict).toBe(stricter)
      }
    }
  })

  it('takes a word that it does not know as deny', () => {
    const unknown = JSON.parse('[{ "verdict": "warn" }, { "verdict": "stepup" }]')
    expect(combineRisk(scope, unknown).verdict).toBe('deny')
    expect(combineRisk(scope, JSON.parse('[{}]')).verdict).toBe('deny')
  })

  it('offers what all of them leave, in the order of the request, and never more than was requested', () => {
    const narrow = (narrowScope: readonly string[]) => ({ verdict: 'allow', narrowScope }) as const
    expect(combineRisk(scope, [narrow(['write', 'read', 'everything'])]).offered).toEqual(['read', 'write'])
    expect(combineRisk(scope, [narrow(['read', 'write']), narrow(['write', 'admin'])]).offered).toEqual(['write'])
  })

  it('denies if nothing is left of a request for scope values', () => {
    const nothing = [{ verdict: 'allow', narrowScope: ['other'] }] as const
    expect(combineRisk(scope, nothing)).toMatchObject({ verdict: 'deny', reasons: [{ code: 'no_scope_left' }] })
    expect(combineRisk([], nothing)).toMatchObject({ verdict: 'allow', reasons: [], offered: [] })
  })

  it('takes the shorter of two lifetimes, each by itself', () => {
    const first = { verdict: 'allow', lifetimes: { accessLifetime: 60_000, refreshLifetime: 9_000 } } as const
    const second = { verdict: 'allow', lifetimes: { accessLifetime: 30_000 } } as const
    expect(combineRisk(scope, [first, second]).lifetimes).toEqual({ accessLifetime: 30_000, refreshLifetime: 9_000 })
    expect(combineRisk(scope, [second]).lifetimes).toEqual({ accessLifetime: 30_000 })
  })

  it('has each reason once', () => {
    const said = { verdict: 'warn', reasons: [{ code: 'far', text: 'Far away.' }] } as const
    expect(combineRisk(scope, [said, said]).reasons).toEqual(said.reasons)
  })
})
