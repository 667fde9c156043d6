// Prints an access token of a client whose kept one has ended.
import { fileTokens } from '../dist/file.js'
import { createDeviceClient } from '../dist/index.js'

const [directory, issuer] = process.argv.slice(2)
const client = createDeviceClient({
  issuer,
  endpoints: { deviceAuthorizationEndpoint: `${issuer}/device`, tokenEndpoint: `${issuer}/token` },
  clientId: 'mycli',
  tokens: fileTokens({ app: 'mycli', directory }),
  onEvent: ({ type }) => console.log(type),
})
console.log(await client.accessToken())
