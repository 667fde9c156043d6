import { createDeviceClient, type DeviceClient, DeviceLoginError, type Identity } from '@devicegrant/client'
import { fileTokens } from '@devicegrant/client/file'
import { createTerminal, exitCodes, type Terminal } from '@devicegrant/client/terminal'
import * as z from 'zod'

const usage = `usage: npm run login [-- [login | whoami | logout] [<issuer>]]
The default is to sign in at http://127.0.0.1:3000. ISSUER names another server.`
const commands = { login, whoami, logout }
const me = z.object({ username: z.string() })

interface Context {
  readonly auth: DeviceClient
  readonly terminal: Terminal
  readonly issuer: string
  readonly signal: AbortSignal
}

const words = process.argv.slice(2)
const issuer = words.find((word) => URL.canParse(word)) ?? process.env['ISSUER'] ?? 'http://127.0.0.1:3000'
const [command = 'login', ...rest] = words.filter((word) => !URL.canParse(word))

if (isCommand(command) && rest.length === 0 && URL.canParse(issuer)) await run(command)
else {
  console.error(usage)
  process.exitCode = 2
}

async function run(command: keyof typeof commands): Promise<void> {
  // What this program says is its output, so it goes where the output of the demo goes.
  const terminal = createTerminal({ command: 'npm run login', surroundings: { stderr: process.stdout } })
  await terminal.run(async (signal) => {
    const auth = createDeviceClient({
      issuer,
      clientId: 'demo-cli',
      scope: ['openid', 'profile', 'read', 'offline_access'],
      tokens: fileTokens({ app: 'devicegrant-demo' }),
      onEvent: terminal.onEvent,
    })
    await commands[command]({ auth, terminal, issuer, signal })
  })
  if (process.exitCode === exitCodes.unreachable) console.log('Is the server running? Start it with: npm start')
}

/** Signs in, as `mycli login` would. A second run finds the tokens of the first one. */
async function login(context: Context): Promise<void> {
  const { auth, terminal, signal } = context
  if ((await whoIsSignedIn(context)) !== undefined) {
    await sayWho(context, 'Already signed in')
    console.log('Sign out with: npm run login -- logout')
    return
  }
  await auth.login({ ...terminal.prompts, deviceLabel: 'the terminal of the demo', signal })
  await sayWho(context, 'Signed in')
}

async function whoami(context: Context): Promise<void> {
  await sayWho(context, 'Signed in')
}

async function logout({ auth, signal }: Context): Promise<void> {
  const result = await auth.logout({ signal })
  console.log(result === 'notLoggedIn' ? 'You were not signed in.' : 'Signed out, here and at the server.')
}

/** Asks the server. Its answer is more than what a file says: a demo that was started again knows no earlier sign-in. */
async function whoIsSignedIn({ auth, signal }: Context): Promise<Identity | undefined> {
  try {
    return await auth.whoami({ signal })
  } catch (error) {
    if (error instanceof DeviceLoginError && (error.code === 'notLoggedIn' || error.code === 'sessionEnded')) return
    throw error
  }
}

async function sayWho({ auth, issuer, signal }: Context, how: string): Promise<void> {
  const { scope } = await auth.whoami({ signal })
  const response = await auth.fetch(`${issuer}/me`, { signal })
  if (!response.ok)
    throw new Error(`GET ${issuer}/me returned ${response.status}, so the name of the account is unknown`)
  const { username } = me.parse(await response.json())
  console.log(`${how} as ${username}, with the scope: ${scope}`)
}

function isCommand(word: string): word is keyof typeof commands {
  return Object.hasOwn(commands, word)
}
