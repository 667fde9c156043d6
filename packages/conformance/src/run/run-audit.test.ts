import { describe, expect, it } from 'vitest'
import { codes, fakeBench } from '../../test-support/fake-bench.js'
import { json, origin } from '../../test-support/fake-wire.js'
import type { AuditNeed, ServerAudit } from '../bench/audit.js'
import { Broken, NotConcerned, Unclear } from '../bench/verdicts.js'
import { OutOfBudget } from '../http/budget.js'
import { Unreachable } from '../http/wire.js'
import { runAudit } from './run-audit.js'

const base = { id: 'codes-test', section: 'RFC 8628 §3.2', level: 'MUST', obligation: 'It holds.' } as const
const audit = (check: ServerAudit['check'], ...needs: readonly AuditNeed[]): ServerAudit => ({ ...base, needs, check })
const nothing = async () => undefined

function run(one: ServerAudit, choice: Parameters<typeof fakeBench>[1] & { readonly load?: boolean } = {}) {
  const { bench, context } = fakeBench(() => json(codes), choice)
  return runAudit(one, bench, context)
}

describe('an audit', () => {
  it('passes, with what it says of itself', async () => {
    const passed = { ...base, sectionUrl: 'https://www.rfc-editor.org/rfc/rfc8628#section-3.2', outcome: 'passed' }
    expect(await run(audit(nothing))).toEqual({ ...passed, reason: undefined, exchanges: [] })
    expect(await run({ ...audit(nothing), note: 'Servers differ.' })).toMatchObject({ note: 'Servers differ.' })
  })

  it.each([
    ['failed', new Broken('status 200', []), 'status 200'],
    ['unclear', new Unclear('no codes', []), 'no codes'],
    ['skipped', new NotConcerned('no page'), 'no page'],
    ['unclear', new Unreachable('no response'), 'no response'],
    ['unclear', new OutOfBudget('the limit of 5 requests is reached'), 'the limit of 5 requests is reached'],
    ['unclear', new TypeError('Invalid URL'), 'the audit stopped: Invalid URL'],
  ])('is %s after %s', async (outcome, fault, reason) => {
    expect(await run(audit(() => Promise.reject(fault)))).toMatchObject({ outcome, reason })
  })

  it('shows the exchanges without secrets, and without a body that is too long', async () => {
    const long = `${'x'.repeat(64 * 1024 - 5)}${codes.device_code}${'x'.repeat(900_000)}`
    const { bench, context } = fakeBench(({ url }) => (url.endsWith('/token') ? new Response(long) : json(codes)))
    const check: ServerAudit['check'] = async () => {
      const { exchange } = await bench.start()
      const poll = await bench.post('token', [['device_code', codes.device_code]])
      throw new Broken(`not ${codes.device_code}`, [exchange, poll])
    }
    const { reason, exchanges } = await runAudit(audit(check), bench, context)
    expect(reason).toBe('not $DEVICE_CODE_1')
    expect(JSON.stringify(exchanges)).not.toContain('device-code')
    expect(exchanges[1]?.responseBody.slice(64 * 1024 - 5)).toBe(
      `$DEVI\n… the rest of ${long.length} characters is left out`,
    )
    expect(exchanges[1]?.responseBody.startsWith('xxx')).toBe(true)
  })

  it('passes on the end of the run', async () => {
    const { bench, context } = fakeBench(() => json(codes), {}, { signal: AbortSignal.abort(new Error('enough')) })
    await expect(
      runAudit(
        audit(() => Promise.reject(new Unclear('x'))),
        bench,
        context,
      ),
    ).rejects.toThrow('enough')
  })
})

describe('an audit is skipped', () => {
  const confidential = { clientId: 'myserver', clientSecret: 'secret' }

  it.each<[AuditNeed, string, Parameters<typeof run>[1], Parameters<typeof run>[1]]>([
    ['decisions', 'no person decides in this run', {}, { decide: nothing }],
    ['otherClient', 'the run has no second client', {}, { otherClient: { clientId: 'other' } }],
    ['revocation', 'the server has no such endpoint', {}, { endpoints: { revocation: `${origin}/revoke` } }],
    ['publicClient', 'the client of this run has a secret', { client: confidential }, {}],
    ['confidentialClient', 'the client of this run has no secret', {}, { client: confidential }],
    ['load', 'the run sends no load', {}, { load: true }],
  ])('without %s: %s', async (need, reason, without, having) => {
    const never = audit(() => Promise.reject(new Error('it ran')), need)
    expect(await run(never, without)).toMatchObject({ outcome: 'skipped', reason })
    expect(await run(audit(nothing, need), having)).toMatchObject({ outcome: 'passed' })
  })

  it('without metadata, and with metadata that lack DPoP or a usable address', async () => {
    const { bench, context } = fakeBench(() => json({}))
    const skipped = (need: AuditNeed, server = context.server) =>
      runAudit(audit(nothing, need), bench, { ...context, server })
    expect(await skipped('metadata')).toMatchObject({ reason: 'the server has no metadata' })
    const exchange = await bench.send('GET', origin)
    const server = {
      ...context.server,
      metadata: { exchange, document: {} },
      unused: new Map([['jwks', 'it is far']] as const),
    }
    expect(await skipped('metadata', server)).toMatchObject({ outcome: 'passed' })
    expect(await skipped('dpop', server)).toMatchObject({ reason: 'the metadata has no DPoP' })
    expect(await skipped('jwks', server)).toMatchObject({ reason: 'it is far' })
  })
})
