// How long polls take while very many people log in: passwords are hashed on the same cores.
import { spreadOf } from './pair.mjs'
import { startSubject } from './subject.mjs'

/**
 * Resolves to the 99th percentile of polls in milliseconds, calm and during the storm, in alternating windows.
 *
 * @param {import('./pair.mjs').Pace} pace
 */
export async function measureStorm({ passes, window, warmUp }) {
  const settings = { server: 'ours', mount: 'node', login: true }
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
