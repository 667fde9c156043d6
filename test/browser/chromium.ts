import { mkdirSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

// No sandbox, because CI runs as root; no background traffic, because the tests need no other network.
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

/** Set to a folder, the tests leave their pictures there. */
export const pictures: string | undefined = process.env['PAGE_PICTURES']

/** Starts the browser that `npm run test:browser` has found. */
export async function startChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH']
  if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set: run npm run test:browser')
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true })
  return chromium.launch({ executablePath, args: flags })
}
