export type { LinuxKeyring } from './keyring/keyring.js'
export { type KeyringOptions, keyringTokens } from './keyring/keyring-tokens.js'
