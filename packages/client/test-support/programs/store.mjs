import { fileTokens } from '../dist/file.js'

const issuer = 'https://login.example.com'
const clientId = 'mycli'

/** Opens the store of a directory, and prints what it reports. */
export function openStore(directory) {
  const report = ({ type }) => console.log(type)
  return fileTokens({ app: 'mycli', directory }).open({ issuer, clientId }, report)
}

export function tokensOf(accessToken) {
  const common = { version: 1, issuer, clientId, scope: '', tokenType: 'bearer', receivedAt: 0 }
  return { ...common, accessToken, refreshToken: `refresh-${accessToken}` }
}
