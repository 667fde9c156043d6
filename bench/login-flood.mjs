// Measures how much a flood of wrong passwords from one address slows down honest logins.
//
//   node scripts/build.mjs && node bench/login-flood.mjs [other checkout, built ...]
//
// The server of each checkout listens on loopback and uses the real argon2 hasher. The attacker has 40 connections (or
// CONNECTIONS) from one address; the server reads it from X-Forwarded-For of a trusted proxy. 25 people sign in one after
// another, each from another address: first without the attacker, then with it. The attacker stops after 30 seconds at most.
import { fork } from 'node:child_process'
import { Agent, request } from 'node:http'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const connections = Number(process.env.CONNECTIONS ?? 40)
const people = 25
const longestRun = 30_000
const pauseAfterRefusal = 5
const overloaded = 503

const here = fileURLToPath(new URL('..', import.meta.url))
const checkouts = [...process.argv.slice(2), here]

console.log(`${connections} attacking connections, ${people} honest logins, ${availableParallelism()} cores`)
const results = []
for (const checkout of checkouts) results.push(await measure(checkout))
for (const { checkout, quiet, flooded, attempts, hashed } of results) {
  console.log(`\n${checkout}`)
  console.log(`  without the flood: ${describe(quiet)}`)
  console.log(`  with the flood:    ${describe(flooded)}`)
  console.log(`  p50 with / without: ${(median(flooded) / median(quiet)).toFixed(1)}`)
  console.log(`  the attacker sent ${attempts} passwords, of which ${hashed} were hashed`)
}

async function measure(checkout) {
  const server = fork(new URL('login-server.mjs', import.meta.url), [checkout])
  try {
    const port = await new Promise((resolve, reject) => {
      server.once('message', resolve)
      server.once('exit', () =>
        reject(new Error(`the server of ${checkout} ended. Build it first: node scripts/build.mjs`)),
      )
    })
    const quiet = await logInOneAfterAnother(port)
    const flood = startFlood(port)
    await pause(1_000)
    const flooded = await logInOneAfterAnother(port)
    return { checkout, quiet, flooded, ...(await flood.stop()) }
  } finally {
    server.kill()
  }
}

function startFlood(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const count = { attempts: 0, hashed: 0 }
  let isOver = false
  const end = setTimeout(() => {
    isOver = true
  }, longestRun)
  const connect = async () => {
    while (!isOver) {
      const status = await logIn({ port, agent, address: '203.0.113.1', password: 'a wrong password' })
      count.attempts++
      if (status === overloaded) await pause(pauseAfterRefusal)
      else count.hashed++
    }
  }
  const all = Promise.all(Array.from({ length: connections }, connect))
  return {
    async stop() {
      isOver = true
      clearTimeout(end)
      await all
      agent.destroy()
      return count
    },
  }
}

async function logInOneAfterAnother(port) {
  const agent = new Agent({ keepAlive: true })
  const logins = []
  for (let person = 0; person < people; person++) {
    const began = performance.now()
    const status = await logIn({ port, agent, address: `198.51.100.${person}`, password: 'the right password' })
    logins.push({ status, took: performance.now() - began })
    await pause(20)
  }
  agent.destroy()
  return logins
}

function logIn({ port, agent, address, password }) {
  const body = new URLSearchParams({ username: 'alice', password }).toString()
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': body.length,
    'X-Forwarded-For': address,
  }
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/login', method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode))
    })
    sent.once('error', reject)
    sent.end(body)
  })
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
