import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { generateSigningKey } from '@devicegrant/core/jwt'
import { type AuditTarget, canRunAudit, httpAudits } from '@devicegrant/core/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createApp } from '../examples/demo/src/app.js'
import { readSettings } from '../examples/demo/src/settings.js'
import { type OpenDoor, openServer } from './doors.js'

const issuer = 'http://127.0.0.1:3000'
const secret = 'a secret that everybody may know, since it is for tests'
let door: OpenDoor

// A live server: its clock cannot be moved, but with DEMO_ADMIN its fixtures can be disabled.
const target: AuditTarget = {
  send: (request) => door.send(request),
  async disable(what, disabled) {
    const path = 'clientId' in what ? `/demo/clients/${what.clientId}` : `/demo/accounts/${what.username}`
    const headers = [['Content-Type', 'application/json']] as const
    const { status } = await door.send({ method: 'PATCH', path, headers, body: JSON.stringify({ disabled }) })
    if (status !== 200) throw new Error(`PATCH ${path} was answered with ${status}`)
  },
  fixtures: {
    issuer,
    baseUrl: issuer,
    client: {
      clientId: 'demo-cli',
      name: 'Demo CLI',
      scopes: ['read', 'write'],
      resources: ['https://api.example.com', 'https://api.yotoplay.com'],
    },
    otherClient: { clientId: 'demo-tv', name: 'Demo TV', forbiddenScope: 'write' },
    confidentialClient: { clientId: 'demo-backend', secret: 'demo-backend-secret' },
    clientWithoutGrant: { clientId: 'demo-no-device', name: 'Demo without devices' },
    disabledClient: { clientId: 'demo-disabled', name: 'Demo disabled' },
    accounts: [
      { username: 'alice', password: 'correct horse battery staple' },
      { username: 'bob', password: 'a quiet river under seven bridges' },
    ],
    disabledAccount: { username: 'carol', password: 'disabled accounts stay outside' },
    passwordlessAccount: { username: 'dave' },
    loginScope: 'write',
    replayWindow: 30_000,
    tombstone: 600_000,
  },
}

describe('the demo, with argon2 and signed tokens', { timeout: 30_000 }, () => {
  beforeAll(async () => {
    const settings = readSettings({ DEMO_ADMIN: 'on' })
    if ('length' in settings) throw new Error(settings.join('\n'))
    const parts = { issuer, secret, signingKey: await generateSigningKey(), hasher: createArgon2Hasher() }
    door = await openServer(await createApp(settings, { ...parts, onEvent: () => {} }))
  })
  afterAll(() => door.close())

  it.each(httpAudits.filter((audit) => canRunAudit(audit, target)))('$id: $obligation', (audit) => audit.run(target))
})
