import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createJwtIssuer } from '@devicegrant/core/jwt'
import { calculateJwkThumbprint } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { fakeTerminal, makeFolder, runProgram } from '../test-support/cli.js'
import { runCommand } from './run-command.js'

const { folder, write } = makeFolder()
afterAll(() => rmSync(folder, { recursive: true }))
const secretForm = /^[\w-]{43}\n$/

async function run(args: readonly string[], kind = {}) {
  const { terminal, written } = fakeTerminal(kind)
  return { code: await runCommand(args, terminal), ...written }
}

describe('devicegrant', () => {
  it.each([['--help'], ['-h']])('shows its commands with %s', async (flag) => {
    const { code, stdout, stderr } = await run([flag])
    expect([code, stderr]).toEqual([0, ''])
    for (const name of ['secret', 'keygen', 'check', 'check-store', 'audit']) expect(stdout).toContain(`\n  ${name} `)
  })

  it('shows its commands without a word, as an error', async () => {
    expect(await run([])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage: devicegrant') })
  })

  it.each([[['--version']], [['-v']], [['secret', '--version']], [['keygen', '-v']], [['check', '--version']]])(
    'prints its version with %j',
    async (args) => {
      const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
      expect(await run(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    },
  )

  it.each(['secret', 'keygen', 'check', 'check-store', 'audit'])(
    '%s shows how it is used, with all of its options',
    async (name) => {
      const { code, stdout } = await run([name, '--help'])
      expect(code).toBe(0)
      expect(stdout).toContain(`Usage: devicegrant ${name}`)
      expect(stdout).toContain('Options:')
    },
  )

  it.each<[readonly string[], string]>([
    [['sekret'], 'there is no command "sekret". Did you mean secret?'],
    [['chek', 'x.js'], 'Did you mean check?'],
    [['deploy-everything'], 'there is no command "deploy-everything".\n'],
    [['toString'], 'there is no command "toString".'],
    [['--verion'], 'devicegrant has no option --verion. Did you mean --version?'],
    [['secret', '--evn'], 'secret has no option --evn. Did you mean --env?'],
    [['secret', '--constructor'], 'secret has no option --constructor.'],
    [['secret', 'more'], 'secret takes no "more"'],
    [['secret', '--env=1'], '--env takes no value'],
    [['secret', '--out'], '--out needs a value'],
    [['secret', '--out='], '--out needs a value'],
    [['keygen', '--out', ''], '--out needs a value'],
    [['check', import.meta.filename, '--env-file='], '--env-file needs a value'],
    [['keygen', '--alg', '--env'], '--alg needs a value'],
    [['keygen', '--alg', 'HS256'], '--alg takes ES256, EdDSA, RS256, and not "HS256"'],
    [['keygen', '--alg', 'eddsa'], 'Did you mean EdDSA?'],
    [['keygen', '--kid', "it's"], '--kid takes 1 to 100 letters'],
    [['keygen', '--public'], '--public needs --out'],
    [['check'], 'check needs a module'],
    [['check', 'a.js', 'b.js'], 'check takes one module, and got 2'],
    [['check', 'gone.js'], 'there is no file gone.js'],
    [['check', import.meta.filename, '--env-file', 'gone.env'], 'there is no file gone.env'],
    [['check', import.meta.filename, '--timeout', 'soon'], '--timeout takes a number of seconds'],
    [['check', import.meta.filename, '--timeout', '0'], '--timeout takes a number of seconds'],
    [['check-stor', 'a.js'], 'Did you mean check-store?'],
    [['check-store'], 'check-store needs a module'],
    [['check-store', 'a.js', 'b.js'], 'check-store takes one module, and got 2'],
    [['check-store', './gone.js'], 'there is no file ./gone.js\n'],
    [['check-store', 'gone'], 'there is no file gone, and no package of this name that this folder can import'],
    [['check-store', 'node:fs'], 'there is no file node:fs, and no package of this name'],
    [['check-store', import.meta.filename, '--timeout', '601'], '--timeout takes a number of seconds, up to 600'],
    [['check-store', import.meta.filename, '--strict'], 'check-store has no option --strict.'],
  ])('refuses %j, and says what to write', async (args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('--help" shows what to write')
  })
})

describe('secret', () => {
  it('prints 32 random bytes, each time others, and nothing else', async () => {
    const [one, other] = [await run(['secret']), await run(['secret'])]
    expect(one).toEqual({ code: 0, stdout: expect.stringMatching(secretForm), stderr: '' })
    expect(one.stdout).not.toBe(other.stdout)
  })

  it('tells a person what to do with it', async () => {
    const { stdout, stderr } = await run(['secret'], { isInteractive: true })
    expect(stdout).toMatch(secretForm)
    expect(stderr).toMatch(/^Keep it as DEVICEGRANT_SECRET .*\n$/)
  })

  it('prints a line for a file of variables', async () => {
    expect((await run(['secret', '--env'])).stdout).toMatch(/^DEVICEGRANT_SECRET=[\w-]{43}\n$/)
  })

  it('writes a file that only this user can read, and never overwrites it', async () => {
    const out = join(folder, 'secret')
    expect(await run(['secret', '--out', out])).toMatchObject({ code: 0, stdout: '' })
    const text = readFileSync(out, 'utf8')
    expect(text).toMatch(secretForm)
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(await run(['secret', '--out', out])).toMatchObject({ code: 1, stderr: expect.stringContaining('exists') })
    expect(readFileSync(out, 'utf8')).toBe(text)
  })

  it('says that a file cannot be written', async () => {
    const out = join(folder, 'no', 'such', 'folder')
    const { code, stderr } = await run(['secret', '--out', out])
    expect([code, stderr]).toEqual([1, `devicegrant: ${out} cannot be written (ENOENT)\n`])
  })

  it('works in a pipe, as a process', async () => {
    const { code, stdout, stderr } = await runProgram(['secret'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(secretForm)
  })
})

describe('keygen', () => {
  it.each([
    [[], 'ES256'],
    [['--alg', 'ES256'], 'ES256'],
    [['--alg', 'EdDSA'], 'EdDSA'],
    [['--alg=RS256'], 'RS256'],
  ])('with %j prints a key that signs with %s', async (args, alg) => {
    const { code, stdout, stderr } = await run(['keygen', ...args])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const key = JSON.parse(stdout)
    expect(key).toMatchObject({ alg, use: 'sig', kid: await calculateJwkThumbprint(key), d: expect.any(String) })
    const issuer = createJwtIssuer({ issuer: 'https://example.com', keys: [key] })
    expect((await issuer.jwks()).keys).toMatchObject([{ kid: key.kid, alg }])
  })

  it('takes the name of the host', async () => {
    expect(JSON.parse((await run(['keygen', '--kid', '2026-01'])).stdout)).toMatchObject({ kid: '2026-01' })
  })

  it('prints a line for a file of variables, which Node reads', async () => {
    const { stdout } = await run(['keygen', '--env'])
    expect(stdout).toMatch(/^DEVICEGRANT_SIGNING_KEY='\{.*\}'\n$/)
    const module = write(
      'read-key.mjs',
      'export default JSON.parse(process.env.DEVICEGRANT_SIGNING_KEY).kty === "EC" ? 1 : 2',
    )
    const env = write('key.env', stdout)
    const checked = await runProgram(['check', module, '--env-file', env, '--json'])
    expect(JSON.parse(checked.stdout)).toMatchObject({ problems: [{ code: 'not-a-grant' }] })
  })

  it('writes the private half to a file, and prints the public one', async () => {
    const out = join(folder, 'client.jwk')
    const { stdout } = await run(['keygen', '--out', out, '--public', '--alg', 'EdDSA'])
    const key = JSON.parse(readFileSync(out, 'utf8'))
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(JSON.parse(stdout)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: key.x, kid: key.kid, alg: 'EdDSA', use: 'sig' })
    expect(stdout).not.toContain(key.d)
  })
})
