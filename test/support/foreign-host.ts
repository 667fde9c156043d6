import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll } from 'vitest'

/** What a host prints when it is ready. */
export interface HostFacts {
  readonly issuer: string
  /** A public client. */
  readonly clientId: string
  /** Another public client. */
  readonly otherClientId: string
  /** A client with a secret, where the server has such clients. */
  readonly confidentialClientId?: string
  readonly confidentialClientSecret?: string
  /** What its clients may ask for. */
  readonly scope: string
  readonly userinfoEndpoint: string
  readonly introspectionEndpoint?: string
  readonly revocationEndpoint?: string
  /** A server without metadata names its endpoints. */
  readonly deviceAuthorizationEndpoint?: string
  readonly tokenEndpoint?: string
}

/** A server of other people, in a process of its own. */
export interface ForeignHost extends HostFacts {
  /** Decides as the account of the host would. */
  decide(userCode: string, decision: 'approve' | 'deny'): Promise<void>
  stop(): Promise<void>
}

/** Runs a host of `implementations/` for the tests of one `describe`, and returns a function that returns it. */
export function useForeignHost(name: string): () => ForeignHost {
  let host: ForeignHost | undefined
  beforeAll(async () => {
    host = await startForeignHost(name)
  })
  afterAll(() => host?.stop())
  return () => {
    if (host === undefined) throw new Error(`the host ${name} has not started`)
    return host
  }
}

/** Starts a host on a free port. Rejects with its output if it ends. */
async function startForeignHost(name: string): Promise<ForeignHost> {
  const folder = fileURLToPath(new URL(`../../implementations/${name}`, import.meta.url))
  const child = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: { PATH: process.env['PATH'], PORT: '0' } })
  const closed = once(child, 'close')
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk)
  })
  const lines = createInterface(child.stdout)
  const first = await Promise.race([once(lines, 'line'), closed.then(() => undefined)])
  if (first === undefined) throw new Error(`the host ${name} ended before it was ready:\n${complaint}`)
  const facts: HostFacts = JSON.parse(String(first[0]))
  return {
    ...facts,
    async decide(userCode, decision) {
      const args = ['approve.mjs', facts.issuer, userCode, decision]
      await promisify(execFile)(process.execPath, args, { cwd: folder })
    },
    async stop() {
      child.kill('SIGTERM')
      await closed
    },
  }
}
