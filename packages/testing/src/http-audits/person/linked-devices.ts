import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import {
  expectJson,
  expectProblem,
  isObject,
  isText,
  type JsonBody,
  sameValues,
  scopeValues,
} from '../bench/expectations.js'
import { expectDead, expectInactive, expectRevoked, introspect, link, refreshed, revoke } from '../bench/grants.js'
import { linkedOf, linkListed } from '../bench/linked.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** `/device/linked/list` and `/device/linked/end`: the devices that can use a person's account, and how they end. */
export const linkedDeviceAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'linked-shows-each-device',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A device is listed once it has its tokens: its client, scope, times, and its own description.',
    async check(bench) {
      const { client } = bench.fixtures
      const person = await signIn(bench)
      const { device, linked, reply } = await linkListed(bench, person)
      const { client: shown, scope, requester } = device
      const named = isObject(shown) && shown['client_id'] === client.clientId && shown['client_name'] === client.name
      expectThat(named, 'the client', reply)
      expectThat(sameValues(scopeValues(scope), scopeValues(linked.scope)), `the scope ${linked.scope}`, reply)
      const calls = isObject(requester) && requester['user_agent'] === 'Audit TV/1.0'
      expectThat(calls, 'the description that the device gave of itself', reply)
      const [linkedAt, usedAt, expiresAt] = ['linked_at', 'last_used_at', 'expires_at'].map((name) =>
        timeOf(device, name),
      )
      const inOrder = Number(linkedAt) <= Number(usedAt) && Number(usedAt) < Number(expiresAt)
      expectThat(inOrder, 'linked_at, last_used_at and expires_at in RFC 3339, in this order', reply)
    },
  }),
  httpAudit({
    id: 'linked-tells-no-secrets',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The list contains no token and no code.',
    async check(bench) {
      const person = await signIn(bench)
      const { linked, reply } = await linkListed(bench, person)
      const { accessToken, refreshToken, deviceCode, userCode } = linked
      const leaked = [accessToken, refreshToken, deviceCode, userCode].filter((secret) => reply.body.includes(secret))
      expectThat(leaked.length === 0, 'no token and no code', reply)
    },
  }),
  httpAudit({
    id: 'linked-ends-one',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A device that its person unlinks is off the list and its tokens are no longer valid; others stay.',
    async check(bench) {
      const person = await signIn(bench)
      const one = await linkListed(bench, person)
      const other = await linkListed(bench, person)
      const reply = await person.end({ id: one.id })
      expectThat(expectJson(reply, 200)['ended'] === true, 'ended: true', reply)
      await expectDead(bench, one.linked.refreshToken)
      const { ids } = await linkedOf(person)
      expectThat(!ids.includes(one.id) && ids.includes(other.id), 'only the other device', reply)
      await refreshed(bench, other.linked.refreshToken)
      expectProblem(await person.end({ id: one.id }), 404, 'unknown_device')
    },
  }),
  httpAudit({
    id: 'linked-end-is-introspected',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh', 'introspectingClient'],
    obligation: 'Introspection reports the tokens of an unlinked device as inactive.',
    async check(bench) {
      const person = await signIn(bench)
      const { id, linked } = await linkListed(bench, person)
      expectJson(await person.end({ id }), 200)
      for (const token of [linked.accessToken, linked.refreshToken]) expectInactive(await introspect(bench, token))
    },
  }),
  httpAudit({
    id: 'linked-is-ones-own',
    section: 'RFC 9700 §4.14.2',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The devices of other people are neither shown nor unlinked: their ids count as unknown.',
    async check(bench) {
      const { accounts } = bench.fixtures
      const { id, linked } = await linkListed(bench, await signIn(bench, accounts[0]))
      const stranger = await signIn(bench, accounts[1])
      const { ids, reply } = await linkedOf(stranger)
      expectThat(!ids.includes(id), 'a list without the devices of others', reply)
      const unknown = await stranger.end({ id: 'nobody-knows-this-device' })
      expectProblem(unknown, 404, 'unknown_device')
      const foreign = await stranger.end({ id })
      expectProblem(foreign, 404, 'unknown_device')
      expectThat(
        unknown.body === foreign.body,
        'one response for unknown devices and those of others',
        unknown,
        foreign,
      )
      await refreshed(bench, linked.refreshToken)
    },
  }),
  httpAudit({
    id: 'linked-ends-all',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation:
      'A sign-out everywhere ends every grant of the person at once, also approvals that no device has fetched.',
    async check(bench) {
      const { accounts } = bench.fixtures
      const strange = await link(bench, { person: await signIn(bench, accounts[0]) })
      const person = await signIn(bench, accounts[1])
      const devices = [await link(bench, { person }), await link(bench, { person })]
      const approved = await bench.start()
      await person.approve(approved.userCode)
      const undecided = await bench.start()
      const reply = await person.end({ all: true })
      expectThat(expectJson(reply, 200)['ended'] === true, 'ended: true', reply)
      for (const { refreshToken } of devices) await expectDead(bench, refreshToken)
      const poll = await bench.poll(approved.deviceCode)
      const { error } = expectProblem(poll, 400)
      expectThat(error === 'access_denied' || error === 'invalid_grant', 'access_denied or invalid_grant', poll)
      expectProblem(await person.list(), 401)
      await bench.pass()
      await refreshed(bench, strange.refreshToken)
      const again = await signIn(bench, accounts[1])
      expectThat((await linkedOf(again)).devices.length === 1, 'only the new sign-in', await again.list())
      await again.approve(undecided.userCode)
      expectJson(await bench.poll(undecided.deviceCode), 200)
    },
  }),
  httpAudit({
    id: 'linked-follows-revocation',
    section: 'RFC 7009 §2.1',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A device whose client revoked its tokens is off the list.',
    async check(bench) {
      const person = await signIn(bench)
      const { id, linked } = await linkListed(bench, person)
      expectRevoked(await revoke(bench, linked.refreshToken))
      const { ids, reply } = await linkedOf(person)
      expectThat(!ids.includes(id), 'a list without the device', reply)
    },
  }),
  httpAudit({
    id: 'linked-follows-use',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh', 'advance'],
    obligation:
      'A refresh updates the last use and puts the device first; a device without a valid token is off the list.',
    async check(bench) {
      const { idle, lifetime } = bench.fixture('refresh')
      const { id, linked, device } = await linkListed(bench, await signIn(bench))
      await link(bench)
      await bench.advance(2 * second)
      await refreshed(bench, linked.refreshToken)
      const { devices, reply } = await linkedOf(await signIn(bench))
      const found = devices.find((one) => one['id'] === id)
      const moved = Number(timeOf(found, 'last_used_at')) - Number(timeOf(device, 'last_used_at'))
      expectThat(moved >= 2 * second && moved < 3 * second, 'last_used_at two seconds later', reply)
      expectThat(timeOf(found, 'linked_at') === timeOf(device, 'linked_at'), 'linked_at as before', reply)
      const order = devices.map((one) => Number(timeOf(one, 'last_used_at')))
      const latestFirst = order.every((usedAt, place) => place === 0 || usedAt <= Number(order[place - 1]))
      expectThat(latestFirst, 'the device with the latest use first', reply)
      await bench.advance(Math.min(idle, lifetime))
      const later = await linkedOf(await signIn(bench))
      expectThat(!later.ids.includes(id), 'a list without the device', later.reply)
    },
  }),
]

// RFC 3339 in milliseconds, or NaN.
function timeOf(device: JsonBody | undefined, name: string): number {
  const text = device?.[name]
  return isText(text) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN
}
