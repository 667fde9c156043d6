// oidc-provider with its device flow. Its page asks for consent in several steps; the benchmark approves with two routes of
// the host instead, as ours does with `/device/lookup` and `/device/decision`: the least that a host of it can do.
import { generateKeyPairSync } from 'node:crypto'
import express from 'express'
import Koa from 'koa'
import { clientId, day, deviceCodeGrant, issuer, second } from '../names.mjs'
import { importPeer } from '../peers.mjs'
import { memoryAdapter, redisAdapter } from './oidc-provider-adapters.mjs'

const resource = 'http://127.0.0.1:8080/api'
const longest = day / second

/** @param {import('./ours.mjs').Settings} settings */
export async function open({ mount, redis, pipelining, tokens = 'jwt' }) {
  const { Provider } = await importPeer('oidc-provider')
  const adapter = redis === undefined ? memoryAdapter() : redisAdapter(redis, { pipelining })
  const provider = new Provider(issuer, configuration(adapter, tokens))
  return { listener: await listeners[mount](provider, approvals(provider)) }
}

const listeners = {
  express(provider, approve) {
    return express()
      .use((request, response, next) => approve(request, response) || next())
      .use(provider.callback())
  },
  async koa(provider, approve) {
    const { default: mount } = await importPeer('koa-mount')
    return new Koa()
      .use((context, next) => {
        if (!approve(context.req, context.res)) return next()
        context.respond = false
      })
      .use(mount(provider))
      .callback()
  },
  node(provider, approve) {
    const serve = provider.callback()
    return (request, response) => approve(request, response) || serve(request, response)
  },
}

function configuration(adapter, tokens) {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return {
    adapter,
    jwks: { keys: [{ ...key, kid: 'bench', alg: 'ES256', use: 'sig' }] },
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        grant_types: [deviceCodeGrant, 'refresh_token'],
        response_types: [],
        redirect_uris: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: ['read', 'offline_access'],
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    issueRefreshToken: (_context, _client, { scopes }) => scopes.has('offline_access'),
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'read', accessTokenFormat: tokens, jwt: { sign: { alg: 'ES256' } } }),
      },
    },
    ttl: { DeviceCode: longest, AccessToken: 3_600, RefreshToken: longest, Grant: longest },
  }
}

/** Serves `/host/lookup` and `/host/approve`, with the user code and the person's name in JSON. Returns whether it does. */
function approvals(provider) {
  const steps = { '/host/lookup': lookUp, '/host/approve': approve }
  return (request, response) => {
    const step = steps[request.url]
    if (step === undefined) return false
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', async () => {
      const [status, body] = await step(provider, JSON.parse(Buffer.concat(chunks).toString()))
      const text = JSON.stringify(body)
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
      response.writeHead(status, headers).end(text)
    })
    return true
  }
}

async function lookUp(provider, asked) {
  const code = await pendingCode(provider, asked)
  const client = code && (await provider.Client.find(code.clientId))
  if (client === undefined) return [404, { error: 'not_found' }]
  return [200, { user_code: asked.user_code, client_id: client.clientId, scope: code.params.scope }]
}

async function approve(provider, asked) {
  const code = await pendingCode(provider, asked)
  if (code === undefined) return [404, { error: 'not_found' }]
  const { person: accountId } = asked
  const grant = new provider.Grant({ accountId, clientId: code.clientId })
  grant.addOIDCScope(code.params.scope)
  grant.addResourceScope(resource, 'read')
  const grantId = await grant.save()
  const authTime = Math.floor(Date.now() / second)
  Object.assign(code, { accountId, grantId, authTime, scope: code.params.scope, resource })
  await code.save()
  return [200, { status: 'approved' }]
}

async function pendingCode(provider, { user_code: userCode }) {
  const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', ''))
  return code === undefined || code.isExpired || code.accountId || code.error ? undefined : code
}
