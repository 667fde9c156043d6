// The same with everything that a command line has around a sign-in.
import { createDeviceClient } from '@devicegrant/client'
import { fileTokens } from '@devicegrant/client/file'
import { createTerminal } from '@devicegrant/client/terminal'

const terminal = createTerminal({ command: 'mycli login' })
const auth = createDeviceClient({
  issuer: 'https://login.example.com',
  clientId: 'mycli',
  tokens: fileTokens({ app: 'mycli', directory: process.argv[2] }),
  onEvent: terminal.onEvent,
})
await terminal.run((signal) => auth.accessToken({ signal }))
process.exitCode = 0
