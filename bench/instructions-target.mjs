// The program whose instructions `instructions.mjs` counts: the given number of pending polls in this process, one after
// another, on a clock that moves on by an interval between them. With the word `metrics` after the number, they are measured.
import { clientId, deviceCodeGrant, second } from './names.mjs'
import { createGrant, fill, post } from './servers/ours.mjs'

let now = 1_767_225_600_000
const { grant } = await createGrant({
  tokens: 'opaque',
  metrics: process.argv[3] === 'metrics',
  clock: { now: () => now },
})
const [code] = await fill(grant, 1)
const form = { grant_type: deviceCodeGrant, device_code: code, client_id: clientId }
for (let left = Number(process.argv[2]); left > 0; left--) {
  now += 1 * second
  const { status, body } = await post(grant, '/token', form)
  if (status !== 400 || !body.includes('authorization_pending')) throw new Error(`the response was ${status} ${body}`)
}
