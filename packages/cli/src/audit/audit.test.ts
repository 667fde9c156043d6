import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { serverAudits } from '@devicegrant/conformance'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Changes, sendJson, serveAudited } from '../../test-support/audited-server.js'
import { fakeTerminal, makeFolder, runProgram, startProgram } from '../../test-support/cli.js'
import { runCommand } from '../run-command.js'

const { folder, write } = makeFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const closings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

async function serve(changes?: Changes) {
  const server = await serveAudited(changes)
  closings.push(server.close)
  return server
}

const wordsFor = (origin: string, ...more: readonly string[]) => [
  ...['audit', origin, '--client-id', 'mycli', '--pace', '0'],
  ...more,
]

async function audit(origin: string, ...more: readonly string[]) {
  const { terminal, written } = fakeTerminal()
  return { code: await runCommand(wordsFor(origin, ...more), terminal), ...written }
}

const served = ['--only', 'codes-served']
const wrongCodes: Changes = { '/device': (_request, response) => sendJson(response, { error: 'no' }, 400) }

describe('the exit code', () => {
  it('is 0 if all is well', async () => {
    const { code, stdout, stderr } = await audit((await serve()).origin, ...served)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('✓ codes-served')
  })

  it('is 1 if a MUST fails', async () => {
    const { code, stdout } = await audit((await serve(wrongCodes)).origin, ...served)
    expect(code).toBe(1)
    expect(stdout).toContain('✗ codes-served')
  })

  it('is 1 if a MUST cannot be judged', async () => {
    const { code, stdout } = await audit((await serve(wrongCodes)).origin, '--only', 'codes-lifetime')
    expect(code).toBe(1)
    expect(stdout).toContain('? codes-lifetime')
  })

  it('is 1 if the server uses up the requests before a MUST is judged', async () => {
    const { code, stdout } = await audit((await serve()).origin, '--only', 'codes', '--max-requests', '2')
    expect(code).toBe(1)
    expect(stdout).toContain('the limit of 2 requests is reached')
  })

  it('is 1 with --strict if a SHOULD fails', async () => {
    const { origin } = await serve({
      '/device': (_request, response) =>
        sendJson(response, {
          device_code: 'code',
          user_code: 'ABCD',
          verification_uri: `${origin}/ABCD`,
          expires_in: 9,
        }),
    })
    const only = ['--only', 'codes-short-uri']
    expect((await audit(origin, ...only)).code).toBe(0)
    expect((await audit(origin, ...only, '--strict')).code).toBe(1)
  })

  it.each([[['--only', 'codes-sreved']], [['--timeout', '0']], [['--client-secret-env', 'NONE']]])(
    'is 2 for wrong words, which send nothing: %j',
    async (words) => {
      const { origin, requests } = await serve()
      const { code, stdout, stderr } = await audit(origin, ...words)
      expect([code, stdout, requests]).toEqual([2, '', []])
      expect(stderr).toMatch(/^devicegrant: .+\n"devicegrant audit --help" shows what to write\.\n$/)
    },
  )
})

describe('the list', () => {
  it('has each audit on a line, and needs no server', async () => {
    const { terminal, written } = fakeTerminal()
    expect(await runCommand(['audit', '--list'], terminal)).toBe(0)
    const lines = written.stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.split(' ', 1).join())).toEqual(serverAudits.map(({ id }) => id))
  })
})

describe('a server that cannot be judged', () => {
  it('is not there', async () => {
    const { origin, close } = await serveAudited()
    await close()
    const { code, stdout, stderr } = await audit(origin)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^devicegrant: GET http:\S+ got no response: [^\n]*ECONNREFUSED[^\n]*\n$/)
  })

  it('answers HTML everywhere', async () => {
    const html: Changes[string] = (_request, response) => response.end('<!doctype html>')
    const paths = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration', '/device', '/token']
    const { origin } = await serve(Object.fromEntries(paths.map((path) => [path, html])))
    expect(await audit(origin)).toEqual({
      code: 1,
      stdout: '',
      stderr: `devicegrant: ${origin}/ has no metadata (RFC 8414): name the issuer with its path, or the address of the device authorization endpoint\n`,
    })
    const named = ['--device-endpoint', `${origin}/device`, '--token-endpoint', `${origin}/token`]
    expect((await audit(origin, ...named, ...served)).stdout).toContain('✗ codes-served')
  })

  it('cannot write to the terminal', async () => {
    const { origin } = await serve({
      '/.well-known/oauth-authorization-server': (_request, response) =>
        sendJson(response, { device_authorization_endpoint: '\u001b[2J\u009b2J\r\nforged' }),
    })
    const { code, stderr } = await audit(origin)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^devicegrant: the device authorization endpoint cannot be used: [^\p{Cc}]+\n$/u)
  })
})

describe('the reports', () => {
  const secret = `planted "secret" $&'+/`

  it('are one JSON object on the standard output, and nothing else, without the secret', async () => {
    const echo: Changes = {
      '/device': (request, response) => {
        const said = { error: 'no', said: `${secret} ${request.headers.authorization}`, csi: '\u009b2J\u202e' }
        sendJson(response, said, 400)
      },
    }
    const { origin } = await serve(echo)
    const files = ['--junit', join(folder, 'a.xml'), '--html', join(folder, 'a.html')]
    const words = wordsFor(origin, ...served, ...files, '--json', '--client-secret-env', 'MY_WORD')
    const { code, stdout, stderr } = await runProgram(words, { MY_WORD: secret })
    expect([code, stderr]).toEqual([
      1,
      files
        .filter((one) => one.startsWith('/'))
        .map((file) => `devicegrant: wrote ${file}\n`)
        .join(''),
    ])
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ format: 1, clientId: 'mycli', results: [{ id: 'codes-served', outcome: 'failed' }] })
    expect(JSON.parse(report.results[0].exchanges[0].responseBody)).toEqual({
      error: 'no',
      said: '$CLIENT_SECRET Basic $BASIC',
      csi: '\u009b2J\u202e',
    })
    expect(stdout).not.toMatch(/[\u0080-\u009f\u202e]/)
    const written = [join(folder, 'a.xml'), join(folder, 'a.html')].map((file) => readFileSync(file, 'utf8')).join('')
    const pair = btoa(`mycli:${new URLSearchParams({ a: secret }).toString().slice(2)}`)
    for (const hidden of ['planted', pair]) expect(stdout + written).not.toContain(hidden)
  })

  it('are written one without the other if a file cannot be written', async () => {
    const { origin } = await serve()
    const [xml, html] = [join(folder, 'none', 'b.xml'), join(folder, 'b.html')]
    const { code, stdout, stderr } = await audit(origin, ...served, '--junit', xml, '--html', html)
    expect(code).toBe(1)
    expect(stdout).toContain('✓ codes-served')
    expect(stderr).toBe(`devicegrant: wrote ${html}\ndevicegrant: ${xml} cannot be written (ENOENT)\n`)
    expect(existsSync(html)).toBe(true)
  })
})

describe('a person', () => {
  it('decides nothing for a user code of a hostile server', async () => {
    const marker = join(folder, 'touched')
    const { origin, codesOf } = await serve({
      '/device': (_request, response) => sendJson(response, { ...codesOf(1), user_code: `$(touch ${marker})` }),
    })
    const { code, stdout } = await audit(origin, '--only', 'denial-refused', '--approve', 'sh -c')
    expect(code).toBe(1)
    expect(stdout).toContain('Why: the person could not deny: the user code has characters that are no part of a word')
    expect(existsSync(marker)).toBe(false)
  })
})

/** A promise, and the function that resolves it. */
function signalOf() {
  const events = new EventTarget()
  const happened = new Promise((resolve) => events.addEventListener('happened', resolve, { once: true }))
  return { happened, happen: () => void events.dispatchEvent(new Event('happened')) }
}

const stopped = 'devicegrant: stopped before the end, so there is no report\n'

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the run, and leaves no process', async (signal) => {
  // Two processes of the command hold a connection each, which ends with them.
  const ends: Promise<unknown>[] = []
  const both = signalOf()
  const { origin } = await serve({
    '/hold': (request) => {
      ends.push(new Promise((resolve) => request.socket.once('close', resolve)))
      if (ends.length === 2) both.happen()
    },
  })
  const hold = `fetch('${origin}/hold').catch(() => 0); process.on('SIGTERM', () => 0)`
  const start = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}])`
  const approve = `${process.execPath} ${write('hold.cjs', `${hold}; ${start}`)}`
  const { ended, kill } = startProgram(wordsFor(origin, '--only', 'denial-refused', '--approve', approve))
  await both.happened
  kill(signal)
  expect(await ended).toEqual({ code: 1, stdout: '', stderr: stopped })
  await Promise.all(ends)
})

it('a signal ends a run whose server does not answer, and whose module keeps the process alive', async () => {
  const asked = signalOf()
  const { origin } = await serve({ '/device': asked.happen })
  const file = write('alive.mjs', 'setInterval(() => 0, 1000)\nexport default () => undefined')
  const { ended, kill } = startProgram(wordsFor(origin, ...served, '--approve', file))
  await asked.happened
  kill('SIGINT')
  expect(await ended).toMatchObject({ code: 1, stderr: stopped })
})
