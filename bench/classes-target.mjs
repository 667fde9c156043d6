// The program whose hidden classes `classes.mjs` counts: the given number of flows. Each has a refresh, and before it come a poll that
// is in time and one that is too fast.
import { createOperations } from './in-process.mjs'
import { second } from './names.mjs'

let now = 1_767_225_600_000
const { issue, token, flow, refresh, close } = await createOperations({ clock: { now: () => now } })
for (let left = Number(process.argv[2]); left > 0; left--) {
  now += 1 * second
  const { device_code: code } = await issue()
  for (const _ of ['in time', 'too fast']) await token(code)
  await refresh((await flow(left)).refresh_token)
}
close()
