// How fast logins are, and how long polls take while very many people log in: passwords are hashed on the same cores.
import { availableParallelism } from 'node:os'
import { measureTogether, rateRatios, spreadOf } from './pair.mjs'
import { startSubject } from './subject.mjs'

/**
 * Resolves to what a number of hashes at a time means, for one, for as many as there are cores, and for one more: how fast
 * logins are, and how long polls take meanwhile.
 *
 * @param {import('./pair.mjs').Pace} pace
 */
export async function measurePermits(pace) {
  const cores = availableParallelism()
  const results = []
  for (const permits of new Set([1, cores, cores + 1])) {
    const login = { work: 'login', mount: 'node', login: true, connections: 8, permits }
    const subjects = ['ours', 'argon2'].map((server) => ({ ...login, server, name: server }))
    const samples = await measureTogether(subjects, pace)
    const logins = spreadOf(rateRatios(samples.get('ours'), samples.get('argon2')))
    results.push({ permits, logins, ...(await measureStorm(pace, permits)) })
  }
  return results
}

/** Resolves to the 99th percentile of polls in milliseconds, calm and during the storm, in alternating windows. */
async function measureStorm({ passes, window, warmUp }, permits) {
  const settings = { server: 'ours', mount: 'node', login: true, permits }
  const polls = await startSubject({ ...settings, work: 'poll', connections: 8 })
  try {
    const logins = await startSubject({ ...settings, work: 'login-storm' }, polls)
    try {
      await polls.runWindow(warmUp)
      const p99 = { calm: [], storm: [] }
      const during = {
        calm: async () => (await polls.runWindow(window)).p99,
        async storm() {
          const storm = logins.runWindow(2 * window)
          const { p99 } = await polls.runWindow(window)
          await storm
          return p99
        },
      }
      for (let pass = 0; pass < passes; pass++) {
        const order = pass % 2 === 0 ? ['calm', 'storm'] : ['storm', 'calm']
        for (const when of order) p99[when].push(await during[when]())
      }
      return { calm: spreadOf(p99.calm), storm: spreadOf(p99.storm) }
    } finally {
      logins.stop()
    }
  } finally {
    polls.stop()
  }
}
