// The person of the demo, for the option --approve.
const account = { username: 'alice', password: 'correct horse battery staple' }

export async function approve({ verificationUri, userCode, decision }) {
  const { origin } = new URL(verificationUri)
  const { access_token: token } = await ask(`${origin}/login`, account)
  const headers = { Authorization: `Bearer ${token}` }
  const { ticket } = await ask(`${origin}/device/lookup`, { user_code: userCode }, headers)
  await ask(`${origin}/device/decision`, { user_code: userCode, ticket, decision }, headers)
}

async function ask(address, body, headers = {}) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${address} responded with ${response.status}`)
  return response.json()
}
