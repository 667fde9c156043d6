// Decides as the page of a host does with the person's session: node approve.mjs <issuer> <user code> [deny]
const [issuer, userCode, decision = 'approve'] = process.argv.slice(2)
if (userCode === undefined) throw new Error('usage: node approve.mjs <issuer> <user code> [deny]')

// The server refuses a request of a browser that is not of its own origin.
const headers = { 'Content-Type': 'application/json', Origin: new URL(issuer).origin }
const account = { email: 'alice@example.com', password: 'correct horse battery staple' }
const signedIn = await ask('/sign-in/email', { method: 'POST', body: JSON.stringify(account) })
headers.Cookie = signedIn.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ')

// Looking the code up claims the request for this account. Without that, the server refuses the decision.
await ask(`/device?${new URLSearchParams({ user_code: userCode })}`)
const path = decision === 'deny' ? '/device/deny' : '/device/approve'
const decided = await ask(path, { method: 'POST', body: JSON.stringify({ userCode }) })
process.stdout.write(`${JSON.stringify({ decision, says: await decided.json() })}\n`)

async function ask(path, init) {
  const response = await fetch(issuer + path, { ...init, headers })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response
}
