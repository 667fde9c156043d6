// Decides as an app of the host does for its person: node approve.mjs <issuer> <user code> [deny]
const [issuer, userCode, decision = 'approve'] = process.argv.slice(2)
if (userCode === undefined) throw new Error('usage: node approve.mjs <issuer> <user code> [deny]')

const signedIn = await ask('/login', { username: 'alice', password: 'correct horse battery staple' })
const headers = { Authorization: `Bearer ${signedIn.access_token}` }
const { ticket } = await ask('/device/lookup', { user_code: userCode }, headers)
const says = await ask('/device/decision', { user_code: userCode, ticket, decision }, headers)
process.stdout.write(`${JSON.stringify({ decision, says })}\n`)

async function ask(path, body, headers = {}) {
  const response = await fetch(issuer + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
