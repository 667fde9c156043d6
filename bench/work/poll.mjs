import { expectBody } from './expect.mjs'
import { issueMany } from './issue.mjs'

/**
 * Polls pending codes, one after another, so that each code is polled once in its interval.
 *
 * @type {import('../load.mjs').Work}
 */
export async function prepare(context) {
  const { wire, ready, ring } = context
  const codes = ready.deviceCodes ?? (await issueMany(context, ring))
  const requests = codes.map((code) => wire.poll(code))
  let next = 0
  return async ({ send }) => {
    const response = await send(requests[next++ % requests.length])
    if (response.body.includes('slow_down')) throw new Error(tooFast(requests.length))
    expectBody(response, 400, 'authorization_pending')
  }
}

function tooFast(count) {
  return `this machine polls ${count} codes in less than their interval: raise \`ring\` in bench/plan.mjs`
}
