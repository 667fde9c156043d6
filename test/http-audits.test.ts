import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import {
  type AuditFixtures,
  type AuditNeed,
  type AuditTarget,
  canRunAudit,
  createFakeHost,
  createScriptedRandom,
  httpAudits,
} from '@devicegrant/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchangesThroughFetch, openStage, runAudit, type Stage, withoutDescriptions } from './audit-exchanges.js'
import {
  type AuditedHost,
  type ComparedHost,
  otherComparedHosts,
  otherHosts,
  provingComparedHosts,
  provingHosts,
} from './audited-hosts.js'
import { type OpenDoor, openFetch, openHttp2Server, openServer } from './doors.js'

const ofFamilies = [
  'refresh',
  'introspectingClient',
  'ownIntrospectingClient',
  'audienceIntrospectingClient',
  'clientWithoutIntrospection',
] as const

function withoutFamilies(fixtures: AuditFixtures): AuditFixtures {
  const {
    refresh: _refresh,
    introspectingClient: _every,
    ownIntrospectingClient: _own,
    audienceIntrospectingClient: _audience,
    clientWithoutIntrospection: _none,
    ...others
  } = fixtures
  return others
}

function auditHost({ mount, http2Mount, settings, forgets, excused = {} }: AuditedHost): void {
  const host = createFakeHost({ random: createScriptedRandom(8628), ...settings })
  const { clock } = host
  const { families, ...stores } = createMemoryStores({ clock })
  const grant = createDeviceGrant({
    ...host.options,
    // Audits send what deserves a warning.
    onWarning: () => {},
    stores: forgets ? stores : { ...stores, families },
  })
  let door: OpenDoor

  beforeAll(async () => {
    if (mount) door = await openServer(mount(grant))
    else if (http2Mount) door = await openHttp2Server(http2Mount(grant))
    else door = openFetch(grant, new URL(host.options.issuer).origin)
  })
  afterAll(() => door.close())

  const target: AuditTarget = {
    send: (request) => door.send(request),
    fixtures: forgets ? withoutFamilies(host.fixtures) : host.fixtures,
    advance: clock.advance,
    disable: host.disable,
  }
  const away: readonly AuditNeed[] = [
    ...(settings?.passwordGrant === true ? [] : ['passwordClient' as const]),
    ...(settings?.cors === true ? [] : ['corsOrigin' as const]),
    ...(forgets ? ofFamilies : []),
  ]

  it('offers all that the audits need, but for what is switched off here', () => {
    const lacking = httpAudits.filter((audit) => !canRunAudit(audit, target))
    expect(lacking.filter(({ needs }) => !needs?.some((need) => away.includes(need)))).toEqual([])
  })

  it.each(httpAudits.filter((audit) => canRunAudit(audit, target)))('$id: $obligation', async (audit) => {
    if (audit.id in excused) await expect(audit.run(target)).rejects.toThrow()
    else await audit.run(target)
  })
}

/** Runs each audit once, and compares what it received with what it receives through fetch. */
function auditComparedHost({ mount, excused = {}, differing }: ComparedHost): void {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage(mount)
  })
  afterAll(() => stage.close())

  const { fixtures, clock, disable } = createFakeHost({ passwordGrant: true })
  const send = () => Promise.reject(new Error('Every audit has a target of its own.'))
  const target: AuditTarget = { send, fixtures, advance: clock.advance, disable }
  const runnable = httpAudits.filter((audit) => canRunAudit(audit, target))

  it('offers all that the audits need, but for what is switched off here', () => {
    const lacking = httpAudits.filter((audit) => !runnable.includes(audit))
    expect(lacking.filter(({ needs }) => !needs?.includes('corsOrigin'))).toEqual([])
  })

  it('makes exceptions only for audits that exist', () => {
    const ids = runnable.map(({ id }) => id)
    expect(Object.keys({ ...excused, ...differing }).filter((id) => !ids.includes(id))).toEqual([])
  })

  it.each(runnable)('$id: $obligation', async (audit) => {
    const { exchanges, failure } = await runAudit(stage, audit)
    if (audit.id in excused) {
      expect(failure).toBeInstanceOf(Error)
      return
    }
    if (failure !== undefined) throw failure
    const expected = await exchangesThroughFetch(audit)
    if (differing === undefined) expect(exchanges).toEqual(expected)
    else if (audit.id in differing) expect(withoutDescriptions(exchanges)).not.toBe(withoutDescriptions(expected))
    else expect(withoutDescriptions(exchanges)).toBe(withoutDescriptions(expected))
  })
}

describe.each(provingComparedHosts)('$name', auditComparedHost)
describe.each(otherComparedHosts)('$name', { tags: ['thorough'] }, auditComparedHost)
describe.each(provingHosts)('$name', auditHost)
describe.each(otherHosts)('$name', { tags: ['thorough'] }, auditHost)
