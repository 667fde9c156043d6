// How large the client is in a bundle for browsers, beside openid-client.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root } from '../../scripts/prepare.mjs'

const deviceFlow = ['discovery', 'None', 'initiateDeviceAuthorization', 'pollDeviceAuthorizationGrant']
const sameTasks = [
  ...deviceFlow,
  'refreshTokenGrant',
  'tokenRevocation',
  'fetchProtectedResource',
  'fetchUserInfo',
  'randomDPoPKeyPair',
  'getDPoPHandle',
  'randomPKCECodeVerifier',
  'calculatePKCECodeChallenge',
]
const subjects = [
  ['@devicegrant/client, without oauth4webapi', "export * from '@devicegrant/client'", ['oauth4webapi']],
  ['@devicegrant/client, with oauth4webapi', "export * from '@devicegrant/client'", []],
  ['openid-client and what it needs: discovery and the device grant', take(deviceFlow), []],
  ['openid-client and what it needs: also refresh, revocation, DPoP, PKCE and UserInfo', take(sameTasks), []],
]

/** Bundles and minifies each subject. Resolves to the bytes as they are, and after gzip. */
export async function measureSizes() {
  const sizes = []
  for (const [name, contents, external] of subjects) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      external,
      write: false,
    })
    const [{ contents: bundle }] = outputFiles
    sizes.push({ name, minified: bundle.byteLength, gzip: gzipSync(bundle, { level: 9 }).byteLength })
  }
  return sizes
}

function take(names) {
  return `export { ${names.join(', ')} } from 'openid-client'`
}
