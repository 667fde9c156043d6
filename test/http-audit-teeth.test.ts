// @module-tag thorough
import { type AuditTarget, canRunAudit, type HttpAudit, httpAudits } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { sabotages } from './sabotages.js'
import { clientSabotages } from './sabotages-of-clients.js'
import { grantSabotages } from './sabotages-of-grants.js'
import { spoilt } from './spoilt.js'

async function failures(target: AuditTarget): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>()
  for (const audit of httpAudits) {
    await audit.run(target).catch((failure: Error) => failed.set(audit.id, failure.message))
  }
  return failed
}

// The groups that no standard describes, or whose standards leave the whole subject open.
const ownGroups = ['answers', 'cors', 'cross', 'decision', 'lookup', 'redeem']

function groupsOf(basis: HttpAudit['basis']): ReadonlySet<string> {
  return new Set(httpAudits.filter((audit) => audit.basis === basis).map(({ id }) => id.replace(/-.*/, '')))
}

/** How the report of a failure states the level, the basis and the section of an audit. */
function statedIn({ level, basis, section }: HttpAudit): string {
  return basis === 'promise' ? `(${level}, our promise, ${section})` : `(${level}, ${section})`
}

describe('the audits', () => {
  it('have ids of their own, a section and one sentence each', () => {
    expect(new Set(httpAudits.map(({ id }) => id)).size).toBe(httpAudits.length)
    for (const { id, section, obligation } of httpAudits) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/)
      expect(section).toMatch(/^(RFC \d+(bis)?|NIST SP 800-63B-4) (§[\d.]+|appendix [A-Z])$/)
      expect(obligation).toMatch(/^[A-Z0-9"].*\.$/)
    }
  })

  it('say which obligations a standard states, and which ones devicegrant promises', () => {
    for (const { id, basis, level, section } of httpAudits) {
      expect(['standard', 'promise'], id).toContain(basis)
      if (basis === 'promise') continue
      expect(level, `${id}: what a section leaves open is a promise`).toMatch(/^(MUST|SHOULD)$/)
      expect(section, `${id}: a draft is not a standard`).not.toMatch(/bis\b/)
    }
    const [standards, promises] = [groupsOf('standard'), groupsOf('promise')]
    expect([...promises].filter((group) => !standards.has(group)).toSorted()).toEqual(ownGroups)
    expect([...standards].filter((group) => !promises.has(group))).toEqual([])
  })

  it.each([
    ['knows nothing', { status: 404, headers: [['Content-Type', 'text/plain']], body: 'Not found' }],
    ['is down', { status: 503, headers: [['Content-Type', 'text/html']], body: '<h1>Bad gateway' }],
    ['agrees to everything', { status: 200, headers: [['Content-Type', 'application/json']], body: '{}' }],
  ] as const)('are all failed by a server that %s', async (_what, response) => {
    const failed = await failures({ ...spoilt({}), send: async () => response })
    expect(httpAudits.filter(({ id }) => !failed.has(id)).map(({ id }) => id)).toEqual([])
  })

  it.each([...sabotages, ...clientSabotages, ...grantSabotages])(
    'are failed by a server that $what',
    async ({ target, fails }) => {
      const failed = await failures(target)
      expect([...failed.keys()]).toEqual(expect.arrayContaining([...fails]))
      for (const audit of httpAudits.filter(({ id }) => fails.includes(id))) {
        const { id, obligation } = audit
        const [first, second, third] = failed.get(id)?.split('\n') ?? []
        expect([first, second]).toEqual([id, `${obligation} ${statedIn(audit)}`])
        expect(third).toMatch(/^Expected: .+/)
        expect(failed.get(id)).toMatch(/Sent:\n {2}[A-Z]+ \/.*\n[\s\S]*Received:\n {2}\d{3}\n/)
      }
    },
  )

  it('say what they need, and refuse to run without it', async () => {
    const { advance: _advance, disable: _disable, ...poor } = spoilt({ settings: { cors: true } })
    const { awkwardClient, tunedClient, rotatingClient, unencodedClient, ...known } = poor.fixtures
    const { signingClient, refresh, corsOrigin, ...others } = known
    const { introspectingClient, ownIntrospectingClient, audienceIntrospectingClient, ...rest } = others
    const { clientWithoutIntrospection, passwordClient, ...fixtures } = rest
    const odd = { awkwardClient, tunedClient, rotatingClient, unencodedClient }
    const away = { ...odd, signingClient, refresh, passwordClient, corsOrigin }
    const asking = { introspectingClient, ownIntrospectingClient, audienceIntrospectingClient }
    const unasked = { ...asking, clientWithoutIntrospection }
    const needed = ['advance', 'disable', ...Object.keys({ ...away, ...unasked })]
    const target = { ...poor, fixtures }
    const cannot = httpAudits.filter((audit) => !canRunAudit(audit, target))
    expect(new Set(cannot.flatMap(({ needs = [] }) => needs))).toEqual(new Set(needed))
    for (const audit of cannot) {
      await expect(audit.run(target)).rejects.toThrow(`${audit.id} needs ${audit.needs?.join(' and ')} of its target`)
    }
    for (const audit of httpAudits.filter((audit) => canRunAudit(audit, target))) await audit.run(target)
  })
})
