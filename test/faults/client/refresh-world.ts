import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createDeviceClient } from '@devicegrant/client'
import { fileTokens } from '@devicegrant/client/file'
import { createManualTime } from '@devicegrant/testing'
import { createFakeDeviceServer, type FakeDeviceServer } from '@devicegrant/testing/device-server'
import { type Refresher, startRefresher } from './refresher.js'

/** What the file of tokens has. */
export interface KeptTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/** A server in this process, a file of tokens, and processes that use both. */
export interface RefreshWorld {
  readonly server: FakeDeviceServer
  /** Every process that there ever was. */
  readonly processes: readonly Refresher[]
  start(options?: { readonly hasLock?: boolean }): Promise<Refresher>
  kept(): Promise<KeptTokens>
  /** From now on the kept access token is too old for every process. */
  expireAccessToken(): Promise<void>
  /** Reads the file again and again until `stop`, which resolves to what was no whole file of tokens. */
  watch(): { stop(): Promise<{ readonly looks: number; readonly torn: readonly string[] }> }
  /** What is beside the file of tokens. */
  leftBehind(): Promise<readonly string[]>
  /** Makes these files as old as two hours. */
  age(names: readonly string[]): Promise<void>
  /** Keeps a file as fresh as its owner would, until the function that it returns is called. */
  keepFresh(name: string): () => void
  close(): Promise<void>
}

const twoHours = 7_200_000

/** Starts a world in which alice is signed in. */
export async function startRefreshWorld(): Promise<RefreshWorld> {
  const server = createFakeDeviceServer({
    time: createManualTime(Date.now()),
    // A busy machine may need long to start the process that goes on where one was killed.
    policy: { refreshReplayWindow: 60_000 },
  })
  const listening = await server.asServer()
  const directory = await mkdtemp(join(tmpdir(), 'devicegrant-client-'))
  const { clientId } = server
  const { issuer } = listening
  const client = createDeviceClient({
    issuer,
    clientId,
    scope: ['read', 'offline_access'],
    tokens: fileTokens({ app: 'faults', directory }),
    firstPoll: 'now',
  })
  await client.login({ show: async ({ userCode }) => void (await server.approve(userCode)) })
  const [file = ''] = await readdir(directory)
  const path = join(directory, file)
  const processes: Refresher[] = []
  let started = 0

  return {
    server,
    processes,
    async start({ hasLock = true } = {}) {
      started += 1
      const refresher = await startRefresher({ issuer, clientId, directory, hasLock, name: `process ${started}` })
      processes.push(refresher)
      return refresher
    },
    kept: async () => tokensIn(await readFile(path, 'utf8')),
    async expireAccessToken() {
      const tokens: object = Object(JSON.parse(await readFile(path, 'utf8')))
      const now = Date.now()
      await writeFile(
        `${path}.old`,
        JSON.stringify({ ...tokens, receivedAt: now - twoHours, expiresAt: now - 1_000 }),
        {
          mode: 0o600,
        },
      )
      await rename(`${path}.old`, path)
    },
    watch: () => watchFile(path),
    leftBehind: async () => (await readdir(directory)).filter((name) => name !== file),
    async age(names) {
      const then = new Date(Date.now() - twoHours)
      await Promise.all(names.map((name) => utimes(join(directory, name), then, then)))
    },
    keepFresh(name) {
      // The file may be gone by now: then there is nothing to keep.
      const touch = () => void utimes(join(directory, name), new Date(), new Date()).catch(() => {})
      const timer = setInterval(touch, 500)
      return () => clearInterval(timer)
    },
    async close() {
      await Promise.all(processes.map((one) => one.kill()))
      await listening.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function tokensIn(text: string): KeptTokens {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && 'accessToken' in value && 'refreshToken' in value) {
    const { accessToken, refreshToken } = value
    if (typeof accessToken === 'string' && typeof refreshToken === 'string') return { accessToken, refreshToken }
  }
  throw new Error('the file has no tokens')
}

function watchFile(path: string): ReturnType<RefreshWorld['watch']> {
  let isOver = false
  let looks = 0
  const torn: string[] = []
  const watching = (async () => {
    for (; !isOver; looks++) {
      try {
        tokensIn(await readFile(path, 'utf8'))
      } catch (thrown) {
        torn.push(String(thrown))
      }
      await pause(3)
    }
  })()
  return {
    async stop() {
      isOver = true
      await watching
      return { looks, torn }
    },
  }
}
