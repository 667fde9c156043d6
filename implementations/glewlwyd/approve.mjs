// Decides as the pages of glewlwyd do with the person's session: node approve.mjs <issuer> <user code> [deny]
import { signIn } from './api.mjs'

const [issuer, userCode, decision = 'approve'] = process.argv.slice(2)
if (userCode === undefined) throw new Error('usage: node approve.mjs <issuer> <user code> [deny]')
if (decision === 'deny')
  throw new Error('glewlwyd has no way for a person to deny: the page has no button, and the API no route')

const call = await signIn(issuer.replace(/\/oidc$/, ''), 'alice', 'correct horse battery staple')
const query = new URLSearchParams({ code: userCode })

// The page asks for the consent of the account to this client, which stays for all later requests.
const question = await visit(`/oidc/device?${query}`)
if (!question.has('client_id')) throw new Error(`the code is refused: ${question.get('prompt')}`)
await call('PUT', `/auth/grant/${question.get('client_id')}`, { scope: question.get('scope') })

const end = await visit(`/oidc/device?${query}&g_continue`)
const says = end.get('prompt')
if (says !== 'deviceComplete') throw new Error(`the approval failed: ${says}`)
process.stdout.write(`${JSON.stringify({ decision, says })}\n`)

/** Returns the parameters that the server gives to its page. */
async function visit(path) {
  const response = await call('GET', path)
  return new URL(response.headers.get('location') ?? '', issuer).searchParams
}
