// Measures how much a flood of wrong passwords slows down honest logins.
//
//   node scripts/build.mjs && node bench/login-flood.mjs [other checkout, built ...]
//
// The server of each checkout listens on loopback and uses the real argon2 hasher and the default limits (LIMITS=off: none).
// The attacker has 120 connections (or CONNECTIONS), first from one address, and then from 2 000 addresses of one IPv6 site
// (/48). The server reads the address from X-Forwarded-For of a trusted proxy. 100 people sign in one after another, each
// from another address: first without the attacker, then with it. The attacker stops after 60 seconds at most.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { logIn } from './login-request.mjs'

const connections = Number(process.env.CONNECTIONS ?? 120)
const people = 100
// In milliseconds. An attacker who does not pause measures mostly how fast a process refuses.
const pauseAfterRefusal = process.env.PAUSE ?? '5'
const attackers = { 'one address': 'one', '2 000 addresses of one /48': 'site' }

const here = fileURLToPath(new URL('..', import.meta.url))
const checkouts = [...process.argv.slice(2), here]

console.log(`${connections} attacking connections, ${people} honest logins, ${availableParallelism()} cores`)
for (const checkout of checkouts) {
  console.log(`\n${checkout}`)
  for (const [name, from] of Object.entries(attackers)) report(name, await measure(checkout, from))
}

function report(name, { quiet, flooded, attempts, hashed }) {
  console.log(`  flood from ${name}`)
  console.log(`    without the flood: ${describe(quiet)}`)
  console.log(`    with the flood:    ${describe(flooded)}`)
  console.log(`    p50 with / without: ${(median(flooded) / median(quiet)).toFixed(1)}`)
  console.log(`    the attacker sent ${attempts} passwords, of which ${hashed} were not refused`)
}

async function measure(checkout, from) {
  const server = fork(new URL('login-server.mjs', import.meta.url), [checkout])
  try {
    const port = await new Promise((resolve, reject) => {
      server.once('message', resolve)
      server.once('exit', () =>
        reject(new Error(`the server of ${checkout} ended. Build it first: node scripts/build.mjs`)),
      )
    })
    const quiet = await logInOneAfterAnother(port)
    const flood = startFlood(port, from)
    await pause(1_000)
    const flooded = await logInOneAfterAnother(port)
    return { quiet, flooded, ...(await flood.stop()) }
  } finally {
    server.kill()
  }
}

function startFlood(port, from) {
  const words = [port, from, connections, pauseAfterRefusal].map(String)
  const attacker = fork(new URL('login-attacker.mjs', import.meta.url), words)
  return {
    async stop() {
      const counted = once(attacker, 'message')
      attacker.send('stop')
      const [count] = await counted
      return count
    },
  }
}

async function logInOneAfterAnother(port) {
  const agent = new Agent({ keepAlive: true })
  const logins = []
  for (let person = 0; person < people; person++) {
    const began = performance.now()
    const right = { username: `person-${person}`, password: 'the right password' }
    const status = await logIn({ port, agent, address: `198.51.${person}.1`, ...right })
    logins.push({ status, took: performance.now() - began })
    await pause(20)
  }
  agent.destroy()
  return logins
}

function describe(logins) {
  const took = signedIn(logins)
  return `${took.length} of ${logins.length} signed in, p50 ${median(logins).toFixed(0)} ms, longest ${Math.max(...took).toFixed(0)} ms`
}

/** Returns the durations of the successful logins in milliseconds, the fastest first. */
function signedIn(logins) {
  return logins
    .filter(({ status }) => status === 200)
    .map(({ took }) => took)
    .sort((one, other) => one - other)
}

function median(logins) {
  const took = signedIn(logins)
  return took[Math.floor(took.length / 2)] ?? Number.NaN
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
