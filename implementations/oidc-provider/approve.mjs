// Decides as the person would, on the pages of the server: node approve.mjs <issuer> <user code> [deny]
import { createBrowser } from './browser.mjs'

const [issuer, userCode, decision = 'approve'] = process.argv.slice(2)
if (userCode === undefined) throw new Error('usage: node approve.mjs <issuer> <user code> [deny]')

const browser = createBrowser()
const entry = await browser.visit(`${issuer}/device`)
const question = await browser.submit(entry, { user_code: userCode })
const last = decision === 'deny' ? await deny(question) : await approve(question)
process.stdout.write(`${JSON.stringify({ decision, says: last.text.replace(/\s+/g, ' ').trim() })}\n`)

async function deny(page) {
  const end = await browser.submit(page, { abort: 'yes' })
  // The library shows the form for a code again, and says this above it.
  if (!/The Sign-in request was interrupted/.test(end.text)) throw new Error(`the denial failed: ${end.text}`)
  return end
}

async function approve(page) {
  const login = await browser.submit(page, { confirm: 'yes' })
  const consent = await browser.submit(login, { login: 'alice', password: 'correct horse battery staple' })
  const end = await browser.submit(consent, {})
  if (!/Sign-in Success/.test(end.text)) throw new Error(`the approval failed at ${end.url}: ${end.text}`)
  return end
}
