import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, jsonType, paths } from '../bench/bench.js'
import { expectJson, expectProblem, expectSame } from '../bench/expectations.js'
import { type Person, signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** The form of user codes, and how tolerantly they are read. RFC 8628 §6.1 */
export const userCodeAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'user-code-is-easy-to-type',
    section: 'RFC 8628 §6.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'Codes are groups of capitals or digits that spell no word and have no two characters that look alike.',
    async check(bench) {
      let all = ''
      for (let count = 0; count < 20; count++) {
        const { reply, userCode } = await bench.start()
        expectThat(/^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(userCode), 'capitals or digits in groups', reply)
        expectThat(!/[AEIOUY]/.test(userCode), 'no vowels', reply)
        all += userCode
        expectThat(!/1.*L|L.*1/.test(all), 'not both 1 and L', reply)
      }
    },
  }),
  httpAudit({
    id: 'user-code-case-does-not-matter',
    section: 'RFC 8628 §6.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'A code is found in small letters and in any mixture, and shown in its one spelling.',
    async check(bench) {
      await expectFound(bench, (code) => [
        code.toLowerCase(),
        code.replace(/./g, (character, index) => (index % 2 === 0 ? character.toLowerCase() : character)),
      ])
    },
  }),
  httpAudit({
    id: 'user-code-separators-do-not-matter',
    section: 'RFC 8628 §6.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'A code is found without its dash, and with the characters that people and keyboards put there.',
    async check(bench) {
      const separators = [
        '',
        ' ',
        '  ',
        '\t',
        '.',
        '_',
        '\u00a0',
        '\u2009',
        '\u200b',
        '\u2010',
        '\u2011',
        '\u2013',
        '\u2014',
        '\u2212',
      ]
      await expectFound(bench, (code) => [
        ...separators.map((separator) => code.replaceAll('-', separator)),
        `  ${code}\r\n`,
        [...code].join(' '),
        code.replaceAll('-', '--'),
      ])
    },
  }),
  httpAudit({
    id: 'user-code-is-not-folded',
    section: 'RFC 8628 §6.1',
    level: 'MAY',
    basis: 'promise',
    obligation:
      'Except full-width forms, characters outside ASCII never stand for a letter: no long s, no Kelvin sign, no other script.',
    async check(bench) {
      await expectNotFound(bench, (code) => [
        code.replace(/[A-Z0-9]/g, mathematical),
        code.replace(/[A-Z0-9]/, mathematical),
      ])
      const alike: Readonly<Record<string, string>> = {
        S: '\u017f',
        K: '\u212a',
        I: '\u0131',
        B: '\u0412',
        H: '\u041d',
      }
      await expectNotFound(bench, (code) =>
        [...code].flatMap((character) => {
          const other = alike[character]
          return other === undefined ? [] : [code.replace(character, other)]
        }),
      )
    },
  }),
  httpAudit({
    id: 'user-code-is-exact',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A code with a character less, more or changed, or written twice, is not found.',
    async check(bench) {
      await expectNotFound(bench, (code) => [
        code.slice(0, -1),
        code.slice(1),
        `${code}${code.charAt(0)}`,
        `${code.charAt(0)}${code}`,
        `${code}${code}`,
        `${code} ${code}`,
        [...code.replaceAll('-', '')]
          .toReversed()
          .join('')
          .replace(/^./, (first) => (first === 'B' ? 'C' : 'B')),
      ])
    },
  }),
  httpAudit({
    id: 'user-code-of-any-length',
    section: 'RFC 8628 §5.1',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Very long input is refused: as an unknown code, or as a body that is too large.',
    async check(bench) {
      const person = await signIn(bench)
      expectSame(await person.lookUp('BBBB-BBBB'), await person.lookUp('-'.repeat(50_000)))
      expectProblem(await person.lookUp('B'.repeat(50_000)), 404, 'invalid_user_code')
      expectProblem(await person.lookUp('B'.repeat(100_000)), [404, 413])
    },
  }),
  httpAudit({
    id: 'user-code-comes-once',
    section: 'RFC 6749 §3.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Two codes in one request, or a list of codes, are refused.',
    async check(bench) {
      const { userCode } = await bench.start()
      const person = await signIn(bench)
      const code = JSON.stringify(userCode)
      for (const body of [`{"user_code":${code},"user_code":${code}}`, `{"user_code":[${code}]}`]) {
        const reply = await bench.post(paths.lookup, { body, type: jsonType }, person.authorization)
        expectProblem(reply, 400, 'invalid_request')
      }
      const twice = [
        ['user_code', userCode],
        ['user_code', userCode],
      ] as const
      const page = await bench.form(paths.page, twice)
      expectThat(page.status === 400, 'a refusal with 400', page)
    },
  }),
]

// 𝐁 and 𝟏: compatibility normalization turns them into B and 1.
function mathematical(character: string): string {
  const [letters, digits] = [0x1d400, 0x1d7ce]
  return /\d/.test(character)
    ? String.fromCodePoint(digits + Number(character))
    : String.fromCodePoint(letters + character.charCodeAt(0) - 'A'.charCodeAt(0))
}

/** Expects the server to find a code in all of these spellings, and to show it as the device does. */
export async function expectFound(bench: Bench, spellings: (code: string) => readonly string[]): Promise<void> {
  const { userCode, person } = await startAndSignIn(bench)
  for (const typed of spellings(userCode)) {
    const reply = await person.lookUp(typed)
    const shown = expectJson(reply, 200)['user_code']
    expectThat(shown === userCode, `the code as the device shows it, ${userCode}`, reply)
  }
}

async function expectNotFound(bench: Bench, spellings: (code: string) => readonly string[]): Promise<void> {
  const { userCode, person } = await startAndSignIn(bench)
  for (const typed of spellings(userCode)) expectProblem(await person.lookUp(typed), 404, 'invalid_user_code')
}

async function startAndSignIn(bench: Bench): Promise<{ readonly userCode: string; readonly person: Person }> {
  const { userCode } = await bench.start()
  return { userCode, person: await signIn(bench) }
}
