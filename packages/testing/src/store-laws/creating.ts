import type { StartRisk } from '@devicegrant/core/stores'
import { sampleAuthorization, sampleCodes, sampleLife } from '../sample-authorization.js'
import { minute } from '../time.js'
import { expectLaw, type StoreCase, storeCase, timeOf } from './law.js'
import { same, spell, together } from './plain-data.js'
import { expectStored, read } from './reading.js'

const racers = 50

const sampleRisk: StartRisk = {
  verdict: 'warn',
  reasons: [{ code: 'new_network', text: { en: 'A new network.', de: 'Ein neues Netz.' } }],
  lifetimes: { accessLifetime: 5 * minute, refreshLifetime: 60 * minute },
}

// Few records have them. Without the challenge, no poll of the code would be answered.
const boundToItsDevice = {
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  bindingMessage: 'Till 4 - AB12',
  needsNumber: true,
} as const

const findsByBothCodes = storeCase({
  id: 'create-finds-by-both-codes',
  section: 'RFC 8628 §3.2',
  law: 'MUST find a record that it created by its user code, and at a poll by both codes, equal in every field.',
  cost: 'a valid code is refused as unknown, or a person decides on a request that no device made.',
  async check(subject) {
    const store = await subject.createStore()
    const full = sampleAuthorization(timeOf(subject))
    const bare = { ...full, ...sampleCodes(2), scope: [], resources: [], requester: {} }
    // Most records have no such member. A store that loses it loses the verdict on the request.
    const judged = { ...full, ...sampleCodes(4), startRisk: sampleRisk }
    const bound = { ...full, ...sampleCodes(3), ...boundToItsDevice }
    for (const authorization of [full, bare, bound, judged]) {
      const response = await store.create(authorization)
      expectLaw(response === 'created', `create returned ${spell(response)} for new codes`)
    }
    for (const authorization of [full, bare, bound, judged]) await expectStored(store, authorization)
  },
})

const refusesTakenUserCode = storeCase({
  id: 'create-refuses-a-taken-user-code',
  section: 'RFC 8628 §3.2',
  law: 'MUST return userCodeTaken for a user code that it holds, decided or not, and leave the first record unchanged.',
  cost: 'two devices share one user code, and a person gives their account to the device of a stranger.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const first = sampleAuthorization(now)
    const { userCode } = first
    await store.create(first)
    await store.recordPoll(first.userCode, first.deviceCode, now + 1)
    const { denied } = sampleLife(first)
    for (const held of [first, denied]) {
      if (held !== first) await store.replace(await read(store, first), held)
      const second = sampleAuthorization(now, { ...sampleCodes(2), userCode, clientId: 'another-device' })
      const response = await store.create(second)
      expectLaw(
        response === 'userCodeTaken',
        `create returned ${spell(response)} for the user code of a record that is ${held.status}`,
      )
      const found = await read(store, first)
      expectLaw(same(found.authorization, held), `the first record became ${spell(found.authorization)}`)
      const intruder = await store.recordPoll(second.userCode, second.deviceCode, now + 2)
      expectLaw(intruder === undefined, 'the refused record can be polled')
    }
    const polled = await store.recordPoll(first.userCode, first.deviceCode, now + 3)
    expectLaw(polled?.previousPoll === now + 1, `the first record's poll stamp became ${spell(polled?.previousPoll)}`)
  },
})

const raceHasOneWinner = storeCase({
  id: 'create-race-has-one-winner',
  section: 'RFC 8628 §3.2',
  law: 'MUST create exactly one of any number of records with the same user code at the same time.',
  cost: 'two devices share one user code, and a person gives their account to the device of a stranger.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const { userCode } = sampleCodes(0)
    const rivals = Array.from({ length: racers }, (_, nth) =>
      sampleAuthorization(now, { ...sampleCodes(nth), userCode }),
    )
    const responses = await Promise.all(rivals.map((rival) => store.create(rival)))
    const winners = rivals.filter((_, nth) => responses[nth] === 'created')
    expectLaw(winners.length === 1, `${winners.length} of ${racers} were created`)
    const found = await store.find(userCode)
    expectLaw(same(found?.authorization, winners[0]), `the user code leads to ${spell(found?.authorization)}`)
    const polled = await together(racers, (nth) =>
      store.recordPoll(userCode, sampleCodes(nth).deviceCode, now + 1 * minute),
    )
    const live = polled.filter((record) => record !== undefined)
    expectLaw(live.length === 1, `${live.length} of the ${racers} device codes can be polled`)
  },
})

/** The laws of `create`. */
export const creatingCases: readonly StoreCase[] = [findsByBothCodes, refusesTakenUserCode, raceHasOneWinner]
