import { second } from '../../machine/time.js'
import { sampleAuthorization, sampleLife } from '../sample-authorization.js'
import { expectLaw, type StoreCase, storeCase, timeOf } from './law.js'
import { same, spell, together } from './plain-data.js'
import { read } from './reading.js'

const racers = 50

const handsBackTheStampBefore = storeCase({
  id: 'poll-hands-back-the-stamp-before',
  section: 'RFC 8628 §3.5',
  law: 'MUST put every poll stamp it is given, whatever its value and the status, and hand back the one before.',
  cost: 'an obedient device is told to slow down, or a greedy one never is.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    await store.create(pending)
    const stamps = [now + 5_000, now + 5_001, now + 5_001, now - 3_600_000, now + 10_000]
    let before: number | undefined
    for (const stamp of stamps) {
      const polled = await store.recordPoll(pending.deviceCode, stamp)
      expectLaw(polled !== undefined, 'the device code is unknown')
      expectLaw(polled.previousPoll === before, `${spell(polled.previousPoll)} before ${stamp}, not ${spell(before)}`)
      before = stamp
    }
    const seen = await read(store, pending)
    await store.replace(seen, sampleLife(pending).denied)
    const polled = await store.recordPoll(pending.deviceCode, now + 15_000)
    expectLaw(polled?.previousPoll === before, `${spell(polled?.previousPoll)} once denied, not ${spell(before)}`)
    const last = await store.recordPoll(pending.deviceCode, now + 20_000)
    expectLaw(last?.previousPoll === now + 15_000, `a stamp put once denied came back as ${spell(last?.previousPoll)}`)
  },
})

const raceHasNoTwins = storeCase({
  id: 'poll-race-has-no-twins',
  section: 'RFC 8628 §3.5',
  law: 'MUST hand a different stamp to each of any number of polls at the same time, and no stamp to exactly one.',
  cost: 'a device that polls in parallel is never slowed down, and events that are told once are told twice.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const { deviceCode, ...rest } = sampleAuthorization(now)
    await store.create({ deviceCode, ...rest })
    const polls = await together(racers, (nth) => store.recordPoll(deviceCode, now + nth))
    const last = await store.recordPoll(deviceCode, now + racers)
    const before = [...polls, last].map((polled) => polled?.previousPoll)
    const firsts = before.filter((stamp) => stamp === undefined)
    expectLaw(firsts.length === 1, `${firsts.length} of ${racers} polls saw no stamp`)
    // Every stamp that was put is seen by exactly one later poll: the polls form one chain.
    const chain = before.filter((stamp) => stamp !== undefined).sort((one, other) => one - other)
    const put = Array.from({ length: racers }, (_, nth) => now + nth)
    expectLaw(same(chain, put), `stamps seen were ${spell(chain.map((stamp) => stamp - now))}, counted from the first`)
  },
})

const leavesTheRevision = storeCase({
  id: 'poll-leaves-the-revision',
  section: 'RFC 8628 §3.3',
  law: 'MUST leave a record and its revision alone when it is polled, so that what was read before can be replaced.',
  cost: 'the approval of a person fails for no other reason than that the device polls, as it should.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    await store.create(pending)
    const seen = await read(store, pending)
    for (let poll = 1; poll <= 3; poll++) {
      const polled = await store.recordPoll(pending.deviceCode, now + poll * 5 * second)
      expectLaw(polled?.revision === seen.revision, `revision ${seen.revision} became ${spell(polled?.revision)}`)
      expectLaw(same(polled.authorization, pending), `the record became ${spell(polled.authorization)}`)
    }
    const replaced = await store.replace(seen, sampleLife(pending).approved)
    expectLaw(replaced, 'an approval was refused because the device had polled')
  },
})

const leavesNoTrace = storeCase({
  id: 'poll-of-the-unknown-leaves-no-trace',
  law: 'MUST answer nothing for a code that it does not hold, and keep nothing of the attempt.',
  cost: 'guessed device codes fill the store, and a new device is told to slow down at its first poll.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now)
    for (let poll = 0; poll < 2; poll++) {
      const polled = await store.recordPoll(pending.deviceCode, now + poll)
      expectLaw(polled === undefined, `an unknown device code was answered with ${spell(polled)}`)
    }
    const found = await store.findByUserCode(pending.userCode)
    expectLaw(found === undefined, `an unknown user code was answered with ${spell(found)}`)
    const answer = await store.create(pending)
    expectLaw(answer === 'created', `create answered ${spell(answer)} after the code had been polled in vain`)
    const polled = await store.recordPoll(pending.deviceCode, now + 2)
    expectLaw(polled !== undefined, 'the device code is unknown')
    expectLaw(polled.previousPoll === undefined, 'the first poll saw the stamp of a poll before the record began')
  },
})

/** The laws of `recordPoll`. */
export const pollingCases: readonly StoreCase[] = [
  handsBackTheStampBefore,
  raceHasNoTwins,
  leavesTheRevision,
  leavesNoTrace,
]
