// One host of implementations/ as a process, and its person.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { hosts } from './servers.mjs'

const run = promisify(execFile)

/** Starts a host. Resolves to what it says of itself, its person, and a function that ends it. */
export async function startHost({ folder, env = {} }) {
  const child = spawn(process.execPath, [join(hosts, folder, 'server.mjs')], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const line = once(child.stdout, 'data').then(([chunk]) => JSON.parse(String(chunk)))
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${folder} ended with exit code ${code}: ${said.trim().split('\n').at(-1)}`)
  })
  // A host that ends later, because this program ends it, is no fault.
  ended.catch(() => undefined)
  const about = await Promise.race([line, ended])
  return {
    about,
    async decide({ userCode, decision }) {
      const words = [join(hosts, folder, 'approve.mjs'), about.issuer, userCode, decision]
      await run(process.execPath, words).catch(({ stderr = '' }) => {
        // The rest of it has paths of this machine.
        const [, reason = 'the person could not decide'] = /^Error: (.*)$/m.exec(stderr) ?? []
        throw new Error(reason)
      })
    },
    async end() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
