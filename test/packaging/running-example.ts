import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** The server of an example, in a process of its own. */
export interface RunningExample {
  /** What the server has written to standard error. */
  complaints(): string
  /** Runs the client of the example, calls `decide` when it shows its code, and resolves to all that it printed. */
  runClient(decide: (userCode: string) => Promise<void>): Promise<string>
  stop(): Promise<void>
}

/** Starts `out/server.js` of a project, and waits until it serves its page. Rejects with what it said if it ends instead. */
export async function startExample(project: string, issuer: string): Promise<RunningExample> {
  const env = { PATH: process.env['PATH'], DEVICEGRANT_SECRET: randomBytes(32).toString('hex') }
  const server = spawn(process.execPath, ['out/server.js'], { cwd: project, env })
  const ended = new Promise<void>((resolve) => server.on('close', () => resolve()))
  let complaints = ''
  server.stderr.on('data', (chunk) => {
    complaints += String(chunk)
  })
  await untilItServes(server, issuer, () => complaints)
  return {
    complaints: () => complaints,
    runClient: (decide) => runClient(project, issuer, decide),
    async stop() {
      server.kill()
      await ended
    },
  }
}

async function untilItServes(server: ChildProcess, issuer: string, complaints: () => string): Promise<void> {
  while (server.exitCode === null) {
    const response = await fetch(`${issuer}/device`).catch(() => undefined)
    if (response?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the example ended with ${server.exitCode}:\n${complaints()}`)
}

function runClient(project: string, issuer: string, decide: (userCode: string) => Promise<void>): Promise<string> {
  const client = spawn(process.execPath, ['out/client.js', issuer], { cwd: project })
  return new Promise((resolve, reject) => {
    let output = ''
    let decided = false
    const listen = (chunk: unknown) => {
      output += String(chunk)
      const [, userCode] = /enter (\S+)\n/.exec(output) ?? []
      if (decided || userCode === undefined) return
      decided = true
      decide(userCode).catch(reject)
    }
    client.stdout.on('data', listen)
    client.stderr.on('data', listen)
    client.on('error', reject)
    client.on('close', () => resolve(output))
  })
}
