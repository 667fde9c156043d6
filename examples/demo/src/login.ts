import * as client from 'openid-client'
import { renderUnicodeCompact } from 'uqr'
import * as z from 'zod'

const clientId = 'demo-cli'
const scope = 'openid profile read'
const signedIn = z.object({ username: z.string() })

const issuer = process.argv[2] ?? process.env['ISSUER'] ?? 'http://127.0.0.1:3000'

if (URL.canParse(issuer)) {
  try {
    await login(issuer)
  } catch (fault) {
    console.error(explain(fault))
    process.exitCode = 1
  }
} else {
  console.error('usage: npm run login [-- <issuer>]   The default issuer is http://127.0.0.1:3000.')
  process.exitCode = 2
}

/** Signs in this terminal, as `mycli login` would. The client uses only openid-client, and no code of devicegrant. */
async function login(issuer: string): Promise<void> {
  const configuration = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    // Plain http is only for a demo on this machine.
    execute: issuer.startsWith('http:') ? [client.allowInsecureRequests] : [],
  })
  const { first, poll } = await proofsFor(configuration)
  const started = await client.initiateDeviceAuthorization(configuration, { scope, ...first })
  const link = started.verification_uri_complete ?? started.verification_uri
  console.log(renderUnicodeCompact(link))
  console.log(`Open  ${started.verification_uri}`)
  console.log(`and enter the code  ${started.user_code}`)
  console.log(`\nor scan the QR code, or open  ${link}`)
  console.log(`\nWaiting for you to approve. The code expires in ${Math.round(started.expires_in / 60)} minutes.`)
  const tokens = await client.pollDeviceAuthorizationGrant(configuration, started, poll)
  const who = await client.fetchProtectedResource(configuration, tokens.access_token, new URL(`${issuer}/me`), 'GET')
  if (!who.ok) throw new Error(`GET ${issuer}/me returned ${who.status}, so the name of the account is unknown`)
  const { username } = signedIn.parse(await who.json())
  console.log(`\nSigned in as ${username}, with the scope: ${tokens.scope ?? '(none)'}`)
}

interface Proofs {
  readonly first?: Record<string, string>
  readonly poll?: Record<string, string>
}

/** Returns the parameters of PKCE (RFC 7636), if the server takes them. A device code that leaks is worth nothing then. */
async function proofsFor(configuration: client.Configuration): Promise<Proofs> {
  if (!configuration.serverMetadata().supportsPKCE()) return {}
  const codeVerifier = client.randomPKCECodeVerifier()
  const codeChallenge = await client.calculatePKCECodeChallenge(codeVerifier)
  return {
    first: { code_challenge: codeChallenge, code_challenge_method: 'S256' },
    poll: { code_verifier: codeVerifier },
  }
}

function explain(fault: unknown): string {
  if (fault instanceof client.ResponseBodyError) {
    if (fault.error === 'access_denied') return 'The request was denied. Nothing was linked.'
    if (fault.error === 'expired_token') return 'The code has expired. Run the command again for a new one.'
    return `The server refused: ${fault.error_description ?? fault.error}`
  }
  if (fault instanceof client.WWWAuthenticateChallengeError) {
    return `The server at ${issuer} does not know the client ${clientId}. This command signs in to the demo: npm start`
  }
  if (fault instanceof client.ClientError && fault.cause instanceof Response) {
    const { url, status } = fault.cause
    return `Could not sign in: ${url} returned ${status}. Is ${issuer} the issuer that the server printed?`
  }
  const message = fault instanceof Error ? fault.message : String(fault)
  return `Could not sign in at ${issuer}: ${message}\nIs the server running? Start it with: npm start`
}
