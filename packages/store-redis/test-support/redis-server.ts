import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onFreePort } from './free-port.js'
import { isStopped } from './process-state.js'
import { launch, type RedisProcess } from './redis-process.js'
import type { RespValue } from './resp.js'
import { openConnection, type RespConnection } from './resp-connection.js'
import { until } from './until.js'

/** What a test may ask of its server. Without any of it: empty, nothing on disk, some free port. */
export interface RedisOptions {
  /** More words for the command line, such as `--appendonly`, `yes`. They outrank the defaults. */
  readonly args?: readonly string[]
  /** An existing directory to work in, which is not removed. Otherwise a temporary one. */
  readonly directory?: string
  /** The very port to listen on, or to fail if it is taken. */
  readonly port?: number
  /** Variables for the process, beside those of this one. */
  readonly env?: Readonly<Record<string, string>>
}

/** A server process of the test's own, for it to torment. */
export interface RedisServer {
  readonly host: string
  readonly port: number
  readonly url: string
  /** Where it works. */
  readonly directory: string
  /** The number of the process, or of the last one if none runs. */
  readonly pid: number
  /** Sends a command over a connection that nothing else uses. A frozen server answers when it is thawed. */
  command(...words: readonly string[]): Promise<RespValue>
  /** Stops the process (SIGSTOP), and resolves when it stands still. Its system still takes connections and bytes. */
  freeze(): Promise<void>
  /** Lets it go on (SIGCONT). */
  thaw(): void
  /** Kills it (SIGKILL), and resolves when it is dead. */
  kill(): Promise<void>
  /** Starts it again after `kill`, on the same port and directory, with other words if some are given. */
  start(args?: readonly string[]): Promise<void>
  /** Kills it for good, frozen or not, and removes its temporary directory. */
  stop(): Promise<void>
}

const host = '127.0.0.1'

/** Starts a server that dies with this process at the latest. Resolves when it answers. */
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
      // Ended here as well, lest the next command be sent to the dead.
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
