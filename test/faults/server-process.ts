import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Policy } from '@devicegrant/core'
import type { PreflightFindingCode, RedisStoreOptions } from '@devicegrant/store-redis'

const script = fileURLToPath(new URL('server.mjs', import.meta.url))

/** The settings of a server process. */
export interface ServerOptions {
  readonly urls: readonly string[]
  readonly isCluster?: boolean
  readonly adapter?: 'express' | 'koa'
  /**
   * `ioredis` and `node-redis` as we advise; `ioredis-defaults` as its authors ship it, which sends lost commands
   * again.
   */
  readonly client?: 'ioredis' | 'ioredis-defaults' | 'node-redis'
  /** Options of `node:tls` for the way to Redis. */
  readonly tls?: Readonly<Record<string, unknown>>
  readonly prefix?: string
  readonly accept?: readonly PreflightFindingCode[]
  readonly durability?: RedisStoreOptions['durability']
  readonly policy?: Partial<Policy>
  /** The private JWK that all processes sign with. */
  readonly signingKey: unknown
  /** Making tokens takes up to so many milliseconds, at random. */
  readonly mintDelay?: number
  /** How far the clock of its machine is off. */
  readonly clockSkew?: number
}

/** How a server process is. */
export interface Health {
  readonly unhandled: number
  /** How many requests have arrived, answered or not. */
  readonly requests: number
  /** The bytes that are in use, in the heap and outside of it. */
  readonly memory: number
  /** The time by which it judges. */
  readonly now: number
}

/** A server process. */
export interface ServerProcess {
  readonly url: string
  /** The grants that tokens were made for, in order, and the kind of grant. */
  readonly minted: readonly { readonly grantId: string; readonly kind: string }[]
  /** The security events that it emitted. */
  readonly events: readonly { readonly type: string; readonly grantId: string }[]
  /** What it wrote to standard error. */
  readonly errors: () => string
  health(): Promise<Health>
  /** Its event loop stands still for so many milliseconds. Resolves when it goes on. */
  block(milliseconds: number): Promise<void>
  /** Sends a signal and waits for the end. Resolves to the exit code, `null` where it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>
  readonly isOver: () => boolean
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a server process and waits until it listens. Rejects with what it said if it ends instead. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const env = { PATH: process.env['PATH'], FAULTS_SERVER: JSON.stringify(options) }
  const child = spawn(process.execPath, ['--expose-gc', script], { env })
  running.add(child)
  let errors = ''
  let isOver = false
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      isOver = true
      running.delete(child)
      resolve(code)
    })
  })
  const minted: { grantId: string; kind: string }[] = []
  const events: { type: string; grantId: string }[] = []
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, first = '', second = ''] = line.split(' ')
      if (word === 'listening') resolve(first)
      if (word === 'minted') minted.push({ grantId: first, kind: second })
      if (word === 'event') events.push({ type: first, grantId: second })
    })
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)))
  })
  const url = `http://127.0.0.1:${port}`
  const ask = async (path: string): Promise<Health> => {
    const reply: object = Object(await (await fetch(url + path)).json())
    const numberAt = (name: string) => Number(Reflect.get(reply, name))
    return {
      unhandled: numberAt('unhandled'),
      requests: numberAt('requests'),
      memory: numberAt('memory'),
      now: numberAt('now'),
    }
  }
  return {
    url,
    minted,
    events,
    errors: () => errors,
    health: () => ask('/-/health'),
    block: async (milliseconds) => void (await ask(`/-/block/${milliseconds}`)),
    end(signal) {
      child.kill(signal)
      return ended
    },
    isOver: () => isOver,
  }
}
