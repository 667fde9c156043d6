import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FoundRedis, findRedis } from './find-redis.js'
import { PortTakenError } from './free-port.js'
import { leash } from './leash.js'
import { ReplyError } from './resp.js'
import { openConnection, type ServerAddress } from './resp-connection.js'
import { until } from './until.js'

/** Options of a server process. */
export interface LaunchOptions extends ServerAddress {
  /** The directory in which it works and writes its log. */
  readonly directory: string
  /** Whether the directory is removed when this process dies before the server. */
  readonly isTemporary: boolean
  readonly args: readonly string[]
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

/** A server process that has replied. */
export interface RedisProcess {
  readonly pid: number
  /** Resolves when it has ended. */
  readonly exited: Promise<unknown>
  signal(signal: NodeJS.Signals): void
}

let search: Promise<FoundRedis> | undefined

/** Starts a server and waits until it replies. Rejects with its log if it ends instead. */
export async function launch({ host, port, directory, isTemporary, args, env }: LaunchOptions): Promise<RedisProcess> {
  search ??= findRedis()
  const found = await search
  if ('missing' in found) throw new Error(found.missing)

  const logFile = join(directory, 'server.log')
  const log = await open(logFile, 'w')
  const defaults = ['--protected-mode', 'no', '--save', '', '--appendonly', 'no', '--loglevel', 'warning']
  const words = ['--bind', host, '--port', String(port), '--dir', directory, ...defaults, ...args]
  const child = spawn(found.path, words, {
    cwd: directory,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, ...env },
  })
  const exited = endOf(child)
  await log.close()
  const { pid } = child
  if (pid === undefined) throw new Error(`${found.path} did not start: ${await exited}`)
  const letGo = leash(pid, isTemporary ? directory : undefined)
  let ending: string | undefined
  void exited.then((how) => {
    ending = how
    letGo()
  })

  try {
    await until(`does the server on port ${port} respond?`, async () => {
      if (ending === undefined) return respondsAs(pid, { host, port })
      const said = await readFile(logFile, 'utf8')
      const message = `${found.path} on port ${port} ended (${ending}):\n${said.slice(-4_000)}`
      throw said.includes('Address already in use') ? new PortTakenError(message) : new Error(message)
    })
  } catch (fault) {
    child.kill('SIGKILL')
    await exited
    throw fault
  }
  return { pid, exited, signal: (signal) => void child.kill(signal) }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (fault) => resolve(fault.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

/** Returns whether this process replies. Another process may have taken the port, and ours is about to end. */
async function respondsAs(pid: number, address: ServerAddress): Promise<boolean> {
  try {
    const connection = await openConnection(address)
    try {
      const info = await connection.call('INFO', 'server')
      await connection.call('PING')
      return String(info).includes(`process_id:${pid}\r\n`)
    } finally {
      connection.close()
    }
  } catch (fault) {
    // The server does not listen yet, or still loads its files. Any other error would repeat.
    if (fault instanceof ReplyError && !fault.message.startsWith('LOADING')) throw fault
    return false
  }
}
