import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onFreePort } from './free-port.js'
import { isStopped } from './process-state.js'
import { launch, type RedisProcess } from './redis-process.js'
import type { RespValue } from './resp.js'
import { openConnection, type RespConnection } from './resp-connection.js'
import { until } from './until.js'

/** Options of a test server. By default it is empty, writes nothing to disk, and uses a free port. */
export interface RedisOptions {
  /** Extra arguments, such as `--appendonly`, `yes`. They override the defaults. */
  readonly args?: readonly string[]
  /**
   * An existing directory to work in. It is not removed.
   *
   * @defaultValue a temporary directory
   */
  readonly directory?: string
  /** The port to listen on. The start fails if the port is taken. */
  readonly port?: number
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

/** A server process that a test can stop, freeze and kill. */
export interface RedisServer {
  readonly host: string
  readonly port: number
  readonly url: string
  /** Its directory. */
  readonly directory: string
  /** The pid of the process, or of the last process if none runs. */
  readonly pid: number
  /** Sends a command over its own connection. A frozen server replies after `thaw`. */
  command(...words: readonly string[]): Promise<RespValue>
  /** Stops the process (SIGSTOP), and resolves when it is stopped. The system still accepts connections and bytes. */
  freeze(): Promise<void>
  /** Continues the process (SIGCONT). */
  thaw(): void
  /** Kills the process (SIGKILL), and resolves when it is dead. */
  kill(): Promise<void>
  /** Starts it again after `kill`, on the same port and in the same directory, with other arguments if some are given. */
  start(args?: readonly string[]): Promise<void>
  /** Kills the process, frozen or not, and removes its temporary directory. */
  stop(): Promise<void>
}

const host = '127.0.0.1'

/** Starts a server that dies with this process at the latest. Resolves when the server replies. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const isTemporary = options.directory === undefined
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'devicegrant-redis-')))
  const removeDirectory = async () => {
    if (isTemporary) await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
  const { env } = options
  let args = options.args ?? []
  const launchOn = async (port: number) => ({
    port,
    launched: await launch({ host, port, directory, isTemporary, args, ...(env && { env }) }),
  })

  try {
    const { port, launched } = await (options.port === undefined ? onFreePort(launchOn) : launchOn(options.port))
    return serverAt(port, launched)
  } catch (fault) {
    await removeDirectory()
    throw fault
  }

  function serverAt(port: number, first: RedisProcess): RedisServer {
    let current: RedisProcess | undefined = first
    let last = first
    let isOver = false
    let connection: Promise<RespConnection> | undefined

    function running(): RedisProcess {
      if (current === undefined) throw new Error(`the server on port ${port} does not run`)
      return current
    }

    async function end(dying: RedisProcess): Promise<void> {
      current = undefined
      dying.signal('SIGKILL')
      await dying.exited
      // The connection is closed here too, so that the next command does not go to the dead process.
      const opened = connection
      connection = undefined
      await opened?.then(
        ({ close }) => close(),
        () => {},
      )
    }

    return {
      host,
      port,
      url: `redis://${host}:${port}`,
      directory,
      get pid() {
        return last.pid
      },
      async command(...words) {
        if (connection === undefined) {
          const opening = openConnection({ host, port }, () => {
            if (connection === opening) connection = undefined
          })
          connection = opening
        }
        return (await connection).call(...words)
      },
      async freeze() {
        const { pid, signal } = running()
        signal('SIGSTOP')
        await until(`does process ${pid} stand still?`, () => isStopped(pid))
      },
      thaw: () => running().signal('SIGCONT'),
      async kill() {
        await end(running())
      },
      async start(changed = args) {
        if (isOver) throw new Error(`the server on port ${port} was stopped for good`)
        if (current !== undefined) throw new Error(`the server on port ${port} runs already: kill it first`)
        args = changed
        last = (await launchOn(port)).launched
        current = last
      },
      async stop() {
        isOver = true
        if (current !== undefined) await end(current)
        await removeDirectory()
      },
    }
  }
}
