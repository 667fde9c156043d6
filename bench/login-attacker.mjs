// The attacker of login-flood.mjs, in a process of its own so that its work does not slow down the measurement:
// `node bench/login-attacker.mjs <port> <one|site> <connections> <pause after a refusal in ms>`. Runs until it hears `stop`,
// and for 60 seconds at most.
import { Agent } from 'node:http'
import { logIn } from './login-request.mjs'

const [port, from, connections, pauseAfterRefusal] = process.argv.slice(2)
const longestRun = 60_000
const refusals = [429, 503]

const addressOf = (attempt) => (from === 'one' ? '203.0.113.1' : `2001:db8:1:${(attempt % 2_000).toString(16)}::1`)
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) })
const count = { attempts: 0, hashed: 0 }
let isOver = false
const stop = () => {
  isOver = true
}
process.once('message', stop)
const end = setTimeout(stop, longestRun)
await Promise.all(Array.from({ length: Number(connections) }, connect))
clearTimeout(end)
process.send?.(count)
process.disconnect?.()
agent.destroy()

async function connect() {
  while (!isOver) {
    const attempt = count.attempts++
    const victim = { username: `victim-${attempt % 1_000}`, password: 'a wrong password' }
    const status = await logIn({ port, agent, address: addressOf(attempt), ...victim })
    if (!refusals.includes(status)) count.hashed++
    else if (pauseAfterRefusal !== '0') await new Promise((resolve) => setTimeout(resolve, Number(pauseAfterRefusal)))
  }
}
