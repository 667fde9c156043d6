// A command line that finds out that its person is not signed in.
import { createDeviceClient, explain } from '@devicegrant/client'
import { fileTokens } from '@devicegrant/client/file'

const auth = createDeviceClient({
  issuer: 'https://login.example.com',
  clientId: 'mycli',
  tokens: fileTokens({ app: 'mycli', directory: process.argv[2] }),
})
await auth.accessToken().catch((error) => console.log(explain(error)))
