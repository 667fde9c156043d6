import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { listen } from '../../test-support/listen.js'
import { credentialsOf } from '../bench/client.js'
import { reported } from '../report/reported.js'
import { curlOf } from './curl.js'
import type { HeaderList } from './exchange.js'
import { createSecrets } from './secrets.js'

interface Echo {
  readonly method: string
  readonly url: string
  readonly authorization: string | undefined
  readonly form: readonly (readonly [string, string])[]
}

const received: Echo[] = []
const server = await listen(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const { method = '', url = '', headers } = request
  received.push({ method, url, authorization: headers.authorization, form: [...new URLSearchParams(body)] })
  response.end()
})
const at = server.origin
afterAll(() => server.close())

async function run(curl: string, env: Readonly<Record<string, string>>): Promise<readonly Echo[]> {
  received.length = 0
  const { PATH } = process.env
  await promisify(execFile)('sh', ['-c', curl], { env: { ...(PATH !== undefined && { PATH }), ...env } })
  return [...received]
}

const secret = `p"a's $s&w\`o\`r\\d+/=%41`

describe('the line for a shell', () => {
  it('sends a form again, with the secrets that the reader sets', async () => {
    const secrets = createSecrets()
    secrets.add('CLIENT_SECRET', secret)
    const name = secrets.add('DEVICE_CODE', 'a+b/c=d')
    const client = { clientId: "my'cli $HOME `id`", clientSecret: secret, method: 'client_secret_post' } as const
    const fields = [...credentialsOf(client, secrets).fields, ['device_code', 'a+b/c=d'], ['scope', 'a b']]
    const body = new URLSearchParams(fields.map(([key = '', value = '']): [string, string] => [key, value])).toString()
    const headers: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]
    const request = { method: 'POST', url: `${at}/token`, headers, body }
    const { curl } = reported({ request, status: 200, headers: [], body: '' }, secrets)
    expect(curl).not.toContain('p%22a')
    expect(name).toBe('$DEVICE_CODE_1')
    const echoes = await run(curl, { CLIENT_SECRET: secret, DEVICE_CODE_1: 'a+b/c=d' })
    expect(echoes).toEqual([{ method: 'POST', url: '/token', authorization: undefined, form: fields }])
  })

  it('sends a header again', async () => {
    const secrets = createSecrets()
    const [[name, value] = ['', '']] = credentialsOf({ clientId: 'a b', clientSecret: secret }, secrets).headers
    const shown = secrets.hideIn(value)
    expect(shown).toBe('Basic $BASIC')
    const curl = curlOf({ method: 'POST', url: at, headers: [[name, shown]], body: '' })
    expect(await run(curl, { BASIC: value.slice('Basic '.length) })).toMatchObject([{ authorization: value }])
  })

  it.each([`/'$(id)\`id\`";id`, '/[1-9]{a,b}', '/$HOME?$PATH#$x'])(
    'sends one request to %s, and runs nothing',
    async (path) => {
      const url = at + path
      const echoes = await run(curlOf({ method: 'GET', url, headers: [['X', `'; id; '`]] }), {})
      expect(echoes).toMatchObject([{ method: 'GET', url: path.replace(/#.*/, '') }])
    },
  )
})
