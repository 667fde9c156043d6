// The program whose hidden classes `classes.mjs` counts: the given number of flows, each with a refresh and a poll before them.
import { createOperations } from './in-process.mjs'
import { second } from './names.mjs'

let now = 1_767_225_600_000
const { issue, token, flow, refresh, close } = await createOperations({ clock: { now: () => now } })
for (let left = Number(process.argv[2]); left > 0; left--) {
  now += 1 * second
  await token((await issue()).device_code)
  await refresh((await flow(left)).refresh_token)
}
close()
