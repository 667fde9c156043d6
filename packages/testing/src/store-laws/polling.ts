import { sampleAuthorization, sampleCodes, sampleLife } from '../sample-authorization.js'
import { second } from '../time.js'
import { expectLaw, type StoreCase, storeCase, timeOf } from './law.js'
import { same, spell, together } from './plain-data.js'
import { read } from './reading.js'

const racers = 50

const handsBackTheStampBefore = storeCase({
  id: 'poll-hands-back-the-stamp-before',
  section: 'RFC 8628 §3.5',
  law: 'MUST store every poll stamp that it receives, whatever its value and the status, and return the one before.',
  cost: 'a device that keeps the interval receives slow_down, or one that polls too fast never does.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    await store.create(pending)
    const stamps = [now + 5_000, now + 5_001, now + 5_001, now - 3_600_000, now + 10_000]
    let before: number | undefined
    for (const stamp of stamps) {
      const polled = await store.recordPoll(pending.userCode, pending.deviceCode, stamp)
      expectLaw(polled !== undefined, 'the device code is unknown')
      expectLaw(
        polled.previousPoll === before,
        `returned ${spell(polled.previousPoll)} at ${stamp}, not ${spell(before)}`,
      )
      before = stamp
    }
    const seen = await read(store, pending)
    await store.replace(seen, sampleLife(pending).denied)
    const polled = await store.recordPoll(pending.userCode, pending.deviceCode, now + 15_000)
    expectLaw(
      polled?.previousPoll === before,
      `returned ${spell(polled?.previousPoll)} after a denial, not ${spell(before)}`,
    )
    const last = await store.recordPoll(pending.userCode, pending.deviceCode, now + 20_000)
    expectLaw(
      last?.previousPoll === now + 15_000,
      `a stamp from after a denial came back as ${spell(last?.previousPoll)}`,
    )
  },
})

const raceHasNoTwins = storeCase({
  id: 'poll-race-has-no-twins',
  section: 'RFC 8628 §3.5',
  law: 'MUST return a different stamp to each of any number of polls at the same time, and no stamp to exactly one.',
  cost: 'a device that polls in parallel is never slowed down, and an event that is due once is emitted twice.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    const { userCode, deviceCode } = pending
    await store.create(pending)
    const polls = await together(racers, (nth) => store.recordPoll(userCode, deviceCode, now + nth))
    const last = await store.recordPoll(userCode, deviceCode, now + racers)
    const before = [...polls, last].map((polled) => polled?.previousPoll)
    const firsts = before.filter((stamp) => stamp === undefined)
    expectLaw(firsts.length === 1, `${firsts.length} of ${racers} polls saw no stamp`)
    // Exactly one later poll sees each stamp: the polls form one chain.
    const chain = before.filter((stamp) => stamp !== undefined).sort((one, other) => one - other)
    const put = Array.from({ length: racers }, (_, nth) => now + nth)
    expectLaw(
      same(chain, put),
      `the polls saw ${spell(chain.map((stamp) => stamp - now))}, counted from the first stamp`,
    )
  },
})

const leavesTheRevision = storeCase({
  id: 'poll-leaves-the-revision',
  section: 'RFC 8628 §3.3',
  law: 'MUST NOT change a record or its revision when it is polled, so that an earlier reading can still replace it.',
  cost: 'the approval of a person fails only because the device polls, as it should.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    await store.create(pending)
    const seen = await read(store, pending)
    for (let poll = 1; poll <= 3; poll++) {
      const polled = await store.recordPoll(pending.userCode, pending.deviceCode, now + poll * 5 * second)
      expectLaw(polled?.revision === seen.revision, `revision ${seen.revision} became ${spell(polled?.revision)}`)
      expectLaw(same(polled.authorization, pending), `the record became ${spell(polled.authorization)}`)
    }
    const replaced = await store.replace(seen, sampleLife(pending).approved)
    expectLaw(replaced, 'an approval was refused because the device had polled')
  },
})

const leavesNoTrace = storeCase({
  id: 'poll-of-the-unknown-leaves-no-trace',
  law: 'MUST return undefined for a code that it does not hold, and keep nothing of the attempt.',
  cost: 'guessed device codes fill the store, and a new device receives slow_down at its first poll.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    for (let poll = 0; poll < 2; poll++) {
      const polled = await store.recordPoll(pending.userCode, pending.deviceCode, now + poll)
      expectLaw(polled === undefined, `recordPoll returned ${spell(polled)} for an unknown device code`)
    }
    const found = await store.find(pending.userCode)
    expectLaw(found === undefined, `find returned ${spell(found)} for an unknown user code`)
    const response = await store.create(pending)
    expectLaw(response === 'created', `create returned ${spell(response)} after a poll of the code when it was unknown`)
    const polled = await store.recordPoll(pending.userCode, pending.deviceCode, now + 2)
    expectLaw(polled !== undefined, 'the device code is unknown')
    expectLaw(polled.previousPoll === undefined, 'the first poll saw the stamp of a poll before the record existed')
  },
})

const refusesAnotherDeviceCode = storeCase({
  id: 'poll-with-another-device-code-changes-nothing',
  section: 'RFC 8628 §3.4',
  law: 'MUST return undefined to a poll whose deviceCode is not exactly that of the record, and leave its stamp unchanged.',
  cost: 'who knows a user code receives the tokens of its device, or keeps that device in slow_down.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const [pending, neighbor] = [sampleAuthorization(now), sampleAuthorization(now, sampleCodes(2))]
    const { userCode, deviceCode } = pending
    await store.create(pending)
    await store.create(neighbor)
    const { approved } = sampleLife(pending)
    const others = [neighbor.deviceCode, userCode, ...distorted(deviceCode)]
    for (const held of [pending, approved]) {
      if (held !== pending) await store.replace(await read(store, pending), held)
      for (const other of others) {
        const polled = await store.recordPoll(userCode, other, now + 1)
        expectLaw(polled === undefined, `recordPoll returned ${spell(polled)} for the device code ${spell(other)}`)
      }
    }
    const own = await store.recordPoll(userCode, deviceCode, now + 2)
    expectLaw(own !== undefined, 'the device code is unknown')
    expectLaw(own.previousPoll === undefined, 'the first poll saw the stamp of a poll with another device code')
    expectLaw(same(own.authorization, approved), `the record became ${spell(own.authorization)}`)
    const next = await store.recordPoll(neighbor.userCode, neighbor.deviceCode, now + 2)
    expectLaw(next?.previousPoll === undefined, 'the device code of a poll of another record was stamped')
  },
})

/** Returns texts that a careless comparison takes for this one. */
function distorted(text: string): readonly string[] {
  const shorter = text.slice(0, -1)
  return ['', '%', '*', '-', `${text} `, `${text}x`, shorter, `${shorter}_`, text.toUpperCase()]
}

/** The laws of `recordPoll`. */
export const pollingCases: readonly StoreCase[] = [
  handsBackTheStampBefore,
  raceHasNoTwins,
  leavesTheRevision,
  leavesNoTrace,
  refusesAnotherDeviceCode,
]
