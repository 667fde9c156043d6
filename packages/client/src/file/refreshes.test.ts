import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { createRunner } from '../../test-support/child-programs.js'
import { temporaryDirectory, tokensOf } from '../../test-support/token-places.js'
import { fileTokens } from './file-tokens.js'

const processes = 12

/** A server that takes each refresh token once. */
async function startServer(first: string) {
  let current = first
  const requests: (string | null)[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const sent = new URLSearchParams(body).get('refresh_token')
    requests.push(sent)
    const isCurrent = sent === current
    if (isCurrent) current = `${current}+`
    const tokens = {
      access_token: `access ${current}`,
      token_type: 'Bearer',
      expires_in: 3_600,
      refresh_token: current,
    }
    response.writeHead(isCurrent ? 200 : 400, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isCurrent ? tokens : { error: 'invalid_grant' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return { issuer: `http://127.0.0.1:${address.port}`, requests }
}

it('one of several processes with an ended access token refreshes it, and the others adopt the new one', async () => {
  const directory = temporaryDirectory()
  const { issuer, requests } = await startServer('first')
  const store = fileTokens({ app: 'mycli', directory }).open({ issuer, clientId: 'mycli' }, () => {})
  await store.write({ ...tokensOf('old'), issuer, refreshToken: 'first' })
  const run = createRunner()
  const endings = await Promise.all(
    Array.from({ length: processes }, () => run('refresh.mjs', [directory, issuer]).ended),
  )
  const outcomes = endings.map(({ code, errors, lines }) => ({ code, errors, token: lines.at(-1) }))
  expect(outcomes).toEqual(outcomes.map(() => ({ code: 0, errors: '', token: 'access first+' })))
  expect(requests).toEqual(['first'])
  expect((await store.read())?.refreshToken).toBe('first+')
})
