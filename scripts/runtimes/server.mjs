import { spawn } from 'node:child_process'
import { root } from '../prepare.mjs'

const patience = 30_000
const linesShown = 20

/** Starts a server. Resolves to its address when the server has printed it. Rejects with the error output of the server. */
export async function startServer({ program, args, env }, findAddress = listeningOn) {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const closed = new Promise((resolve) => child.once('close', resolve))
  let output = ''
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const address = new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`step "the server starts": it ${why}\n${lastLines(complaints)}`))
    const timer = setTimeout(() => fail(`did not print its address within ${patience} ms`), patience)
    child.once('error', (fault) => fail(`cannot be started: ${fault.message}`))
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      fail(`ended with ${code ?? signal}`)
    })
    child.stdout.on('data', (chunk) => {
      output += chunk
      const found = findAddress(output)
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    })
  })
  const stop = async () => {
    process.off('exit', kill)
    kill()
    await closed
  }
  try {
    return { address: await address, complaints: () => lastLines(complaints), stop }
  } catch (fault) {
    await stop()
    throw fault
  }
}

function listeningOn(output) {
  return /^listening on (\S+)$/m.exec(output)?.[1]
}

function lastLines(text) {
  return text.trimEnd().split('\n').slice(-linesShown).join('\n')
}
