// Loads the entry where the package of the keyring is not installed, and prints how a probe ends.
import { keyringTokens } from '../dist/keyring.js'

const [directory] = process.argv.slice(2)
const owner = { issuer: 'https://login.example.com', clientId: 'mycli' }
const store = keyringTokens({ service: 'My CLI', app: 'mycli', directory }).open(owner, () => {})
await store.probe().catch((error) => console.log(`${error.code}: ${error.message}`))
