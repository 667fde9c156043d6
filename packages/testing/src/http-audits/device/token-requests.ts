import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { deviceGrant, paths } from '../bench/bench.js'
import { expectProblem } from '../bench/expectations.js'

/** What `POST /token` requires of a request before it reads a code, RFC 6749 §5.2 and RFC 8628 §3.4. */
export const tokenRequestAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'token-needs-a-grant-type',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A request without a grant type is an invalid_request.',
    async check(bench) {
      const { deviceCode } = await bench.start()
      const client = { client_id: bench.fixtures.client.clientId, device_code: deviceCode }
      expectProblem(await bench.form(paths.token, client), 400, 'invalid_request')
      expectProblem(await bench.form(paths.token, { ...client, grant_type: '' }), 400, 'invalid_request')
      expectProblem(await bench.send('POST', paths.token), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'token-unknown-grant-type',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A grant type that the metadata does not list is an unsupported_grant_type, the password grant too.',
    async check(bench) {
      const { client, accounts, passwordClient } = bench.fixtures
      const { username, password } = accounts[0]
      const { deviceCode } = await bench.start()
      const wrong = [
        ...(passwordClient === undefined ? ['password'] : []),
        'implicit',
        'device_code',
        deviceGrant.toUpperCase(),
        `${deviceGrant} `,
        '__proto__',
        'toString',
      ]
      for (const grantType of wrong) {
        const fields = {
          grant_type: grantType,
          client_id: client.clientId,
          device_code: deviceCode,
          username,
          password,
        }
        expectProblem(await bench.form(paths.token, fields), 400, 'unsupported_grant_type')
      }
    },
  }),
  httpAudit({
    id: 'token-needs-a-device-code',
    section: 'RFC 8628 §3.4',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A request without a device code is an invalid_request.',
    async check(bench) {
      const fields = { grant_type: deviceGrant, client_id: bench.fixtures.client.clientId }
      expectProblem(await bench.form(paths.token, fields), 400, 'invalid_request')
      expectProblem(await bench.poll(''), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'token-needs-a-client',
    section: 'RFC 8628 §3.4',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A client without a secret sends its client_id in the body; a request without a client_id is refused.',
    async check(bench) {
      const { deviceCode } = await bench.start()
      expectProblem(await bench.poll(deviceCode, { client_id: '' }), 400, 'invalid_request')
      expectProblem(await bench.poll(deviceCode, { client_id: 'nobody-knows-this-client' }), 401, 'invalid_client')
    },
  }),
  httpAudit({
    id: 'token-client-without-the-grant',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A client that may not use the device grant receives unauthorized_client.',
    async check(bench) {
      const { deviceCode } = await bench.start()
      const { clientId } = bench.fixtures.clientWithoutGrant
      expectProblem(await bench.poll(deviceCode, { client_id: clientId }), 400, 'unauthorized_client')
    },
  }),
  httpAudit({
    id: 'token-unknown-code',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'An unknown code, a code with one character changed, and a code with a space are an invalid_grant.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const changed = `${deviceCode.slice(0, -1)}${deviceCode.endsWith('A') ? 'B' : 'A'}`
      const wrong = [
        'nothing',
        'x'.repeat(43),
        changed,
        `${deviceCode} `,
        ` ${deviceCode}`,
        `${deviceCode}\u0000`,
        userCode,
      ]
      for (const code of wrong) expectProblem(await bench.poll(code), 400, 'invalid_grant')
    },
  }),
]
