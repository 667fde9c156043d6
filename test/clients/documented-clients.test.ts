import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideAt, decideInBrowser } from '../support/browser-forms.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { curl, dreadnodeLogin, kubeloginGetToken, yotoLogin, yotoRefresh } from './documented-clients.js'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const formType = 'Content-Type: application/x-www-form-urlencoded; charset=utf-8'

describe('clients as their documents describe them, against the running demo', () => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await startDemo({ POLL_INTERVAL: '1' })
  })
  afterAll(() => demo.stop('SIGKILL'))

  const later = (run: () => Promise<unknown>) => new Promise((resolve) => setTimeout(resolve, 1_500)).then(run)

  it('Oracle: its curl lines, from the codes to a refresh and to the end', async () => {
    const { address } = demo
    const scope = `scope=${encodeURIComponent(`${address}/quotes offline_access`)}`
    const asked = `client_id=demo-cli&response_type=device_code&${scope}`
    const started = await curl('-X', 'POST', '-H', formType, `${address}/oauth2/v1/device`, '-d', asked)
    expect(started).toEqual({
      status: 200,
      body: {
        expires_in: 300,
        device_code: expect.any(String),
        user_code: expect.stringMatching(/^[A-Z]{8}$/),
        verification_uri: `${address}/ui/v1/device`,
      },
    })
    const { device_code: code, user_code: userCode } = Object(started.body)
    const token = (form: string) => curl('-X', 'POST', '-H', formType, `${address}/oauth2/v1/token`, '-d', form)
    const poll = () => token(`grant_type=${encodeURIComponent(deviceGrant)}&device_code=${code}&client_id=demo-cli`)
    expect(await poll()).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
    await decideInBrowser(address, userCode, 'approve', undefined, '/ui/v1/device')
    const tokens = await poll()
    expect(tokens).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } })
    const { refresh_token: refreshToken } = Object(tokens.body)
    const refreshed = await token(`grant_type=refresh_token&refresh_token=${refreshToken}&client_id=demo-cli`)
    expect(refreshed).toMatchObject({ status: 200, body: { access_token: expect.any(String) } })
    const { refresh_token: newest } = Object(refreshed.body)
    const revoke = `token=${newest}&client_id=demo-cli`
    expect(await curl('-X', 'POST', '-H', formType, `${address}/oauth2/v1/revoke`, '-d', revoke)).toMatchObject({
      status: 200,
    })
    const again = await token(`grant_type=refresh_token&refresh_token=${newest}&client_id=demo-cli`)
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('Yoto: its published polling loop and its refresh', async () => {
    const { address } = demo
    const approve = async (code: string) =>
      void later(() => decideInBrowser(address, code, 'approve', undefined, '/activate'))
    const tokens = await yotoLogin(address, 'demo-cli', approve)
    const next = await yotoRefresh(address, 'demo-cli', tokens.refresh_token)
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    const me = await fetch(`${address}/me`, { headers: { authorization: `Bearer ${next.access_token}` } })
    expect(await me.json()).toMatchObject({ username: 'alice', client_id: 'demo-cli' })
  })

  it('Yoto: receives the denial of the person', async () => {
    const { address } = demo
    const deny = (code: string) => decideInBrowser(address, code, 'deny', undefined, '/activate')
    await expect(yotoLogin(address, 'demo-cli', deny)).rejects.toThrow('denied')
  })

  it.each(['/api/v1/auth', '/api/auth'])('Dreadnode: its command line, at %s', async (prefix) => {
    const { address } = demo
    const approve = async (url: string) => void later(() => decideAt(url, 'approve', { organisation: 'globex' }))
    const { orgs, default_org: chosen, ends, ...tokens } = await dreadnodeLogin(address, prefix, 700, approve)
    expect(orgs.map(({ key }) => key)).toEqual(['acme', 'globex'])
    expect(chosen).toEqual({ key: 'globex', name: 'Globex' })
    expect(ends).toEqual([expect.any(Number), expect.any(Number)])
    const me = await fetch(`${address}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
    expect(await me.json()).toEqual({ sub: 'user-alice', username: 'alice', client_id: 'dreadnode', scope: 'read' })
  })

  it('Dreadnode: stops when the person said no', async () => {
    const deny = (url: string) => decideAt(url, 'deny')
    await expect(dreadnodeLogin(demo.address, '/api/auth', 700, deny)).rejects.toThrow('denied')
  })
  it('kubelogin: its device code grant, and a refresh with another ID token', async () => {
    const approve = async (url: string) => void later(() => decideAt(url, 'approve'))
    const tokens = await kubeloginGetToken(demo.address, 'demo-cli', approve)
    const person = { sub: 'user-alice', name: 'Alice Archer' }
    expect(tokens.map(({ claims }) => claims)).toEqual(
      [person, person].map((claims) => expect.objectContaining(claims)),
    )
  })

  it('kubelogin: stops when the person said no', async () => {
    const deny = (url: string) => decideAt(url, 'deny')
    const message = 'token error response 400 access_denied'
    await expect(kubeloginGetToken(demo.address, 'demo-cli', deny)).rejects.toThrow(message)
  })
})
