import type { ServerAudit } from '../../bench/audit.js'
import { type Authorization, readAuthorization } from '../../bench/authorization.js'
import type { Bench } from '../../bench/bench.js'
import { mostBits } from '../../bench/entropy.js'
import { expectThat, Unclear } from '../../bench/verdicts.js'

/** All codes of the run together. They come last. */
export const allCodesAudits: readonly ServerAudit[] = [
  {
    id: 'codes-device-code-entropy',
    section: 'RFC 8628 §5.2',
    level: 'SHOULD',
    obligation: 'A device code has the entropy of 128 bits or more.',
    note: 'The count of bits is the greatest that the length and the characters of the codes allow. The figure is that of RFC 6749 §10.10.',
    async check(bench) {
      const all = codesOf(bench)
      const bits = mostBits(all.map(({ deviceCode }) => deviceCode))
      expectThat(bits >= 128, `128 bits, and not at most ${bits}`, ...shown(all))
    },
  },
  {
    id: 'codes-user-code-entropy',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    obligation: 'A user code has enough entropy to withstand guesses: at least that of six digits.',
    note: 'The section has no figure, because the limits of the server count as well. Its own example has 34 bits.',
    async check(bench) {
      const all = codesOf(bench)
      const bits = mostBits(all.map(({ userCode }) => userCode.replaceAll(/[\s-]/g, '')))
      expectThat(bits >= 19, `19 bits, and not at most ${bits}`, ...shown(all))
    },
  },
  {
    id: 'codes-user-code-characters',
    section: 'RFC 8628 §6.1',
    level: 'SHOULD',
    obligation: 'User codes have no two characters that look alike, such as 0 and O, or 1 and I.',
    async check(bench) {
      const all = codesOf(bench)
      const characters = new Set(all.flatMap(({ userCode }) => [...userCode]))
      const alike = ['0O', '1I', '1l', 'Il'].filter((pair) => [...pair].every((one) => characters.has(one)))
      const pairs = alike.map((pair) => [...pair].join(' and ')).join(', ')
      expectThat(alike.length === 0, `not both of ${pairs}`, ...shown(all))
    },
  },
  {
    id: 'codes-user-code-case',
    section: 'RFC 8628 §6.1',
    level: 'SHOULD',
    obligation: 'A user code does not need both upper and lower case.',
    async check(bench) {
      const all = codesOf(bench)
      const mixed = all.filter(({ userCode }) => /[a-z]/.test(userCode) && /[A-Z]/.test(userCode))
      expectThat(mixed.length === 0, 'letters of one case', ...shown(mixed))
    },
  },
]

function codesOf({ exchanges, server }: Bench): readonly Authorization[] {
  const found = exchanges
    .filter(({ request }) => request.url === server.endpoints.deviceAuthorization)
    .map(readAuthorization)
    .filter((one) => one !== undefined)
  if (found.length === 0) throw new Unclear('the server gave no codes in this run')
  return found
}

function shown(all: readonly Authorization[]) {
  return all.slice(0, 3).map(({ exchange }) => exchange)
}
