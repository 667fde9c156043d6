// Measures what a DPoP proof costs a pending poll: the CPU time of polls with a proof and without one, in this process, in
// windows that alternate. Needs a build. `node bench/proofs.mjs`
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { clientId, deviceCodeGrant, issuer, second } from './names.mjs'
import { spreadOf } from './pair.mjs'
import { createGrant, fill, post } from './servers/ours.mjs'

const passes = 10
const pollsInWindow = 2_000

let now = 1_767_225_600_000
const { grant } = await createGrant({ tokens: 'opaque', dpop: true, clock: { now: () => now } })
const [code] = await fill(grant, 1)
const form = { grant_type: deviceCodeGrant, device_code: code, client_id: clientId }

console.log('a pending poll   CPU, µs            × a poll without a proof')
for (const alg of ['ES256', 'Ed25519', 'PS256']) {
  const { bare, proven } = await alternating(await createSigner(alg))
  console.log(`without a proof  ${inWords(bare)}`)
  console.log(
    `${alg.padEnd(15)}  ${inWords(proven).padEnd(17)}  ${inWords(proven.map((cpu, pass) => cpu / bare[pass]))}`,
  )
}

/** Returns a function that makes proofs with a new key. */
async function createSigner(alg) {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const jwk = await exportJWK(publicKey)
  let count = 0
  return () =>
    new SignJWT({ htm: 'POST', htu: `${issuer}/token`, iat: Math.floor(now / second), jti: `proof ${count++}` })
      .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk })
      .sign(privateKey)
}

/** Resolves to the CPU times of one poll in each window, in µs, without and with proofs. */
async function alternating(makeProof) {
  const bare = []
  const proven = []
  for (let pass = 0; pass < passes; pass++) {
    now += 60 * second
    // The proofs of a window are made before it.
    const proofs = await Promise.all(Array.from({ length: pollsInWindow }, makeProof))
    bare.push(await cpuOfPolls(() => ({})))
    proven.push(await cpuOfPolls((nth) => ({ dpop: proofs[nth] })))
  }
  return { bare, proven }
}

async function cpuOfPolls(headersOf) {
  const before = process.cpuUsage()
  for (let nth = 0; nth < pollsInWindow; nth++) {
    now += 1
    const { status, body } = await post(grant, '/token', form, headersOf(nth))
    if (status !== 400 || !/authorization_pending|slow_down/.test(body)) {
      throw new Error(`the response was ${status} ${body}`)
    }
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / pollsInWindow
}

function inWords(values) {
  const { median, least, greatest } = spreadOf(values)
  const digits = median < 10 ? 2 : 0
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${greatest.toFixed(digits)})`
}
