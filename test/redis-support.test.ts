// @module-tag thorough
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findRedis } from '../packages/store-redis/test-support/find-redis.js'
import { findFreePort, onFreePort, PortTakenError } from '../packages/store-redis/test-support/free-port.js'
import { setup } from '../packages/store-redis/test-support/global-setup.js'
import { findOrInstallRedis } from '../packages/store-redis/test-support/install-redis.js'
import { leashCommand } from '../packages/store-redis/test-support/leash.js'
import { type RedisCluster, startCluster } from '../packages/store-redis/test-support/redis-cluster.js'
import { type RedisServer, startRedis } from '../packages/store-redis/test-support/redis-server.js'
import { createFrameReader, encodeCommand, ReplyError, readFrame } from '../packages/store-redis/test-support/resp.js'
import { openConnection } from '../packages/store-redis/test-support/resp-connection.js'
import { startProxy, type TcpProxy } from '../packages/store-redis/test-support/tcp-proxy.js'
import { until } from '../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../packages/store-redis/test-support/with-redis.js'

const temporary: string[] = []

afterAll(async () => {
  for (const directory of temporary) await rm(directory, { recursive: true })
})

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'devicegrant-test-'))
  temporary.push(directory)
  return directory
}

/** Whether a promise is still open after others have had every chance. */
function watch(promise: Promise<unknown>) {
  const seen = { isSettled: false }
  const settle = () => {
    seen.isSettled = true
  }
  promise.then(settle, settle)
  return seen
}

describe('the search for a server', () => {
  async function pathOf(programs: Readonly<Record<string, string>>): Promise<string> {
    const directory = await temporaryDirectory()
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(join(directory, name), `#!/bin/sh\n${text}\n`)
      await chmod(join(directory, name), 0o755)
    }
    return directory
  }
  const redis7 = 'echo "Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64 build=0"'
  const redis60 = 'echo "Redis server v=6.0.16 sha=00000000:0 malloc=libc bits=64 build=0"'
  const valkey = 'echo "Valkey server v=8.1.1 sha=00000000:0 malloc=libc bits=64 build=0"'
  const aptGet =
    'echo "$@" >> "$0.log"; test "$1" != install || /bin/mv "$0.payload" "$(/usr/bin/dirname "$0")/redis-server"'
  const root = { platform: 'linux', uid: 0 } as const
  let write: ReturnType<typeof spyOnErrors>
  const spyOnErrors = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  beforeEach(() => {
    write = spyOnErrors()
    return () => write.mockRestore()
  })

  it('takes a recent Redis, or else Valkey', async () => {
    const both = await pathOf({ 'redis-server': redis7, 'valkey-server': valkey })
    expect(await findRedis({ PATH: both })).toEqual({ path: join(both, 'redis-server') })
    const tooOld = await pathOf({ 'redis-server': redis60, 'valkey-server': valkey })
    expect(await findRedis({ PATH: `/nowhere:${tooOld}` })).toEqual({ path: join(tooOld, 'valkey-server') })
  })

  it('takes what REDIS_SERVER names and nothing else', async () => {
    const path = await pathOf({ 'redis-server': redis7, mine: valkey, 'apt-get': aptGet })
    const mine = join(path, 'mine')
    expect(await findRedis({ PATH: path, REDIS_SERVER: mine })).toEqual({ path: mine })
    const environment = { PATH: path, REDIS_SERVER: '/nowhere/redis-server' }
    const found = await findOrInstallRedis({ ...root, environment })
    expect(found).toEqual({ missing: expect.stringContaining('/nowhere/redis-server does not run') })
    expect(existsSync(join(path, 'apt-get.log'))).toBe(false)
  })

  it('says what is wrong and what to do', async () => {
    const advice = 'Install Redis 6.2 or later, or Valkey'
    const nothing = { missing: expect.stringMatching(`there is none on the PATH. ${advice}`) }
    expect(await findRedis({ PATH: await pathOf({}) })).toEqual(nothing)
    const tooOld = await findRedis({ PATH: await pathOf({ 'redis-server': redis60 }) })
    expect(tooOld).toEqual({ missing: expect.stringMatching(/redis-server is version 6\.0\.16\. Install/) })
    const mute = await findRedis({ PATH: await pathOf({ 'redis-server': 'exit 0' }) })
    expect(mute).toEqual({ missing: expect.stringContaining('does not print its version') })
  })

  it('installs one for root on Debian, and looks again', async () => {
    const path = await pathOf({ 'apt-get': aptGet, 'apt-get.payload': redis7 })
    const found = await findOrInstallRedis({ ...root, environment: { PATH: path } })
    expect(found).toEqual({ path: join(path, 'redis-server') })
    expect(await readFile(join(path, 'apt-get.log'), 'utf8')).toBe(
      'update\ninstall -y --no-install-recommends redis-server\n',
    )
  })

  it('installs nothing for others, elsewhere, or where there is one', async () => {
    const path = await pathOf({ 'apt-get': aptGet })
    const withServer = await pathOf({ 'apt-get': aptGet, 'redis-server': redis7 })
    await findOrInstallRedis({ ...root, uid: 1000, environment: { PATH: path } })
    await findOrInstallRedis({ ...root, platform: 'darwin', environment: { PATH: path } })
    await findOrInstallRedis({ ...root, environment: { PATH: withServer } })
    expect([path, withServer].map((directory) => existsSync(join(directory, 'apt-get.log')))).toEqual([false, false])
  })

  it('says that the installation failed', async () => {
    const path = await pathOf({ 'apt-get': 'exit 100' })
    expect(await findOrInstallRedis({ ...root, environment: { PATH: path } })).toEqual({
      missing: expect.stringMatching(/"\S+apt-get update" failed with exit code 100/),
    })
  })

  it('fails in CI without a server, and elsewhere provides the reason', async () => {
    const PATH = await pathOf({})
    const provide = vi.fn()
    const machine = (CI: string) => ({ ...root, environment: { PATH, CI } })
    await expect(setup({ provide }, machine('true'))).rejects.toThrow('Install Redis')
    expect(provide).not.toHaveBeenCalled()
    for (const ci of ['', 'false']) await setup({ provide }, machine(ci))
    const printed = write.mock.calls.flat()
    expect(provide.mock.calls).toEqual(Array(2).fill(['redis', { missing: expect.stringContaining('Install Redis') }]))
    expect(printed).toEqual(Array(2).fill(expect.stringContaining('Until then, the tests that need Redis are skipped')))
  })
})

describe('the protocol', () => {
  it.each([
    ['+OK\r\n', 'OK'],
    ['-ERR no\r\n', new ReplyError('ERR no')],
    [':-7\r\n', -7],
    ['$5\r\nh\r\nlo\r\n', 'h\r\nlo'],
    ['$3\r\n\u20ac\r\n', '\u20ac'],
    ['$-1\r\n', null],
    ['*-1\r\n', null],
    ['*2\r\n*1\r\n+a\r\n-ERR b\r\n', [['a'], new ReplyError('ERR b')]],
    ['%1\r\n+a\r\n#t\r\n', ['a', true]],
    ['~2\r\n_\r\n,1.5\r\n', [null, 1.5]],
    ['=5\r\ntxt:x\r\n', 'txt:x'],
    ['!5\r\nERR x\r\n', new ReplyError('ERR x')],
    ['(12345678901234567890\r\n', '12345678901234567890'],
  ])('reads %j, in whatever pieces it comes', (text, value) => {
    const bytes = Buffer.from(text)
    for (let length = 0; length < bytes.length; length++) {
      expect(readFrame(bytes.subarray(0, length), 0)).toBeUndefined()
    }
    const read = createFrameReader()
    const frames = [...Buffer.concat([bytes, bytes])].flatMap((byte) => read(Buffer.of(byte)))
    expect(frames).toEqual(Array(2).fill({ value, isPush: false, end: bytes.length, bytes }))
  })

  it('reports what is pushed, writes what it can read, and refuses the rest', () => {
    expect(readFrame(Buffer.from('>1\r\n+x\r\n'), 0)).toMatchObject({ isPush: true })
    expect(readFrame(encodeCommand(['SET', '\u20ac', '']), 0)?.value).toEqual(['SET', '\u20ac', ''])
    expect(() => readFrame(Buffer.from('PING\r\n'), 0)).toThrow('not the Redis protocol: "PING"')
  })
})

describe('a leash', () => {
  // The one who dies holds the input of the leash and, with the one on the leash, its own output.
  const holder = `
    const { spawn } = require('node:child_process')
    const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log("here")'], { stdio: 'inherit' })
    const [shell, ...words] = JSON.parse(process.env.LEASH).map((word) => word === '0' ? String(victim.pid) : word)
    spawn(shell, words, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    setInterval(() => {}, 1e6)`

  it('kills the process when its holder is killed, and removes the directory', async () => {
    const directory = join(await temporaryDirectory(), "it's here")
    await mkdir(directory)
    const child = spawn(process.execPath, ['-e', holder], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { LEASH: JSON.stringify(leashCommand(0, directory)) },
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    // Its output ends when no process can write to it any longer, the process on the leash included.
    await once(child, 'close')
    await until('is the directory gone?', () => !existsSync(directory))
  })

  it('is let go of with a word', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])
    const [shell, ...words] = leashCommand(bystander.pid ?? 0)
    const leash = spawn(shell, words)
    leash.stdin.end('well\n')
    expect(await once(leash, 'exit')).toEqual([0, null])
    bystander.kill('SIGTERM')
    expect(await once(bystander, 'exit')).toEqual([null, 'SIGTERM'])
  })
})

describeWithRedis('a server of the test’s own', () => {
  const servers: RedisServer[] = []
  let control: RedisServer
  beforeAll(async () => {
    control = await startRedis()
    return () => control.stop()
  })
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  async function aServer(options?: Parameters<typeof startRedis>[0]): Promise<RedisServer> {
    const server = await startRedis(options)
    servers.push(server)
    return server
  }

  it('is alone and empty, keeps nothing on disk, and obeys commands', async () => {
    const server = await aServer()
    expect(server.port).not.toBe(control.port)
    expect(String(await server.command('INFO', 'server'))).toContain(`process_id:${server.pid}\r\n`)
    expect(await server.command('DBSIZE')).toBe(0)
    expect(await server.command('CONFIG', 'GET', 'save')).toEqual(['save', ''])
    expect(await server.command('CONFIG', 'GET', 'appendonly')).toEqual(['appendonly', 'no'])
    expect(await server.command('SET', 'key', '\u20ac')).toBe('OK')
    expect(await control.command('GET', 'key')).toBeNull()
    await expect(server.command('LPUSH', 'key', 'x')).rejects.toThrow(ReplyError)
    expect(await server.command('GET', 'key')).toBe('\u20ac')
  })

  it('takes other words for its command line', async () => {
    const server = await aServer({ args: ['--maxmemory-policy', 'allkeys-lru', '--save', '900', '1'] })
    expect(await server.command('CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'allkeys-lru'])
    expect(await server.command('CONFIG', 'GET', 'save')).toEqual(['save', '900 1'])
  })

  it('answers again over a new connection when its own was killed', async () => {
    const server = await aServer()
    const id = String(await server.command('CLIENT', 'ID'))
    await server.command('CLIENT', 'KILL', 'ID', id, 'SKIPME', 'no')
    await until('has the connection been given up?', async () => {
      return server.command('PING').then(
        () => true,
        () => false,
      )
    })
    expect(String(await server.command('CLIENT', 'ID'))).not.toBe(id)
  })

  it('stands still while it is frozen, and then does what it was asked', async () => {
    const server = await aServer()
    await server.command('PING')
    await server.freeze()
    const response = server.command('SET', 'key', 'value')
    const seen = watch(response)
    for (let nth = 0; nth < 20; nth++) await control.command('PING')
    expect(seen.isSettled).toBe(false)
    server.thaw()
    expect(await response).toBe('OK')
  })

  it('is dead when it was killed, and comes back at the same place without its memories', async () => {
    const server = await aServer()
    await server.command('SET', 'key', 'value')
    const { pid, port, url } = server
    await server.kill()
    await expect(server.command('PING')).rejects.toThrow('ECONNREFUSED')
    await expect(server.kill()).rejects.toThrow('does not run')
    await server.start()
    expect(server.pid).not.toBe(pid)
    expect([server.port, server.url]).toEqual([port, url])
    expect(await server.command('GET', 'key')).toBeNull()
    await expect(server.start()).rejects.toThrow('runs already')
  })

  it('keeps its data in its directory if asked to, and its settings until it receives others', async () => {
    const directory = await temporaryDirectory()
    const server = await aServer({ directory, args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
    await server.command('SET', 'key', 'value')
    await server.kill()
    await server.start()
    expect(await server.command('GET', 'key')).toBe('value')
    await server.kill()
    await server.start(['--appendonly', 'no'])
    expect(await server.command('GET', 'key')).toBeNull()
    await server.stop()
    expect(existsSync(join(directory, 'server.log'))).toBe(true)
  })

  it('lets go of commands that wait when it dies', async () => {
    const server = await aServer()
    await server.command('PING')
    await server.freeze()
    const response = server.command('PING')
    const refusal = expect(response).rejects.toThrow(`no connection to 127.0.0.1:${server.port}`)
    await server.stop()
    await refusal
  })

  it('leaves nothing behind when it is stopped, frozen or dead, once or twice', async () => {
    const [frozen, dead] = [await aServer(), await aServer()]
    await frozen.freeze()
    await dead.kill()
    for (const server of [frozen, dead, frozen]) await server.stop()
    for (const { directory, pid, start } of [frozen, dead]) {
      expect(existsSync(directory)).toBe(false)
      expect(() => process.kill(pid, 0)).toThrow('ESRCH')
      await expect(start()).rejects.toThrow('for good')
    }
  })

  it('does not wait by a clock that a test has stopped', async () => {
    vi.useFakeTimers()
    const server = await aServer().finally(() => vi.useRealTimers())
    expect(await server.command('PING')).toBe('PONG')
  })

  it('says why it did not start', async () => {
    await expect(startRedis({ args: ['--no-such-thing', '1'] })).rejects.toThrow(/Bad directive|no-such-thing/)
    await expect(startRedis({ args: ['--requirepass', 'secret'] })).rejects.toThrow('NOAUTH')
  })

  it('goes to another port when another process was faster, unless it must be this one', async () => {
    await expect(startRedis({ port: control.port })).rejects.toThrow(PortTakenError)
    const taken = [control.port, control.port]
    const server = await onFreePort(
      (port) => aServer({ port }),
      async () => taken.shift() ?? findFreePort(),
    )
    expect(taken).toEqual([])
    expect(server.port).not.toBe(control.port)
    const other = new Error('another reason')
    await expect(onFreePort(() => Promise.reject(other))).rejects.toBe(other)
    const never = vi.fn(() => Promise.reject(new PortTakenError()))
    await expect(onFreePort(never, async () => 1)).rejects.toThrow(PortTakenError)
    expect(never).toHaveBeenCalledTimes(20)
  })
})

describeWithRedis('a proxy in front of a server', () => {
  let server: RedisServer
  let proxy: TcpProxy
  beforeAll(async () => {
    server = await startRedis()
    return () => server.stop()
  })
  beforeEach(async () => {
    await server.command('FLUSHALL')
    proxy = await startProxy(server)
    return () => proxy.close()
  })

  /** As often as would do for an answer to come through the proxy, if one came. */
  async function roundTrips() {
    for (let nth = 0; nth < 20; nth++) await server.command('PING')
  }

  it('passes on what both drivers say and hear, and counts', async () => {
    const io = new Redis(proxy.url, { lazyConnect: true })
    const node = createClient({ url: proxy.url, RESP: 3 })
    await Promise.all([io.connect(), node.connect()])
    const long = 'x'.repeat(500_000)
    await io.set('long', long)
    expect(await node.get('long')).toBe(long)
    expect(await node.hSet('map', { a: '1', b: '2' })).toBe(2)
    expect(await node.hGetAll('map')).toEqual(Object.assign(Object.create(null), { a: '1', b: '2' }))
    const responses = await Promise.all(Array.from({ length: 100 }, (_, nth) => io.echo(String(nth))))
    expect(responses).toEqual(Array.from({ length: 100 }, (_, nth) => String(nth)))
    io.disconnect()
    node.destroy()
    expect([proxy.connections, proxy.cuts]).toEqual([2, 0])
    expect(Math.min(...Object.values(proxy.bytes))).toBeGreaterThan(long.length)
  })

  it('passes on that one side has gone', async () => {
    const onEnd = vi.fn()
    const connection = await openConnection(proxy, onEnd)
    const id = String(await connection.call('CLIENT', 'ID'))
    await server.command('CLIENT', 'KILL', 'ID', id)
    await until('does the client know?', () => onEnd.mock.calls.length === 1)
    const other = await openConnection(proxy)
    const otherId = String(await other.call('CLIENT', 'ID'))
    other.close()
    await until('does the server know?', async () => {
      return !String(await server.command('CLIENT', 'LIST')).includes(`id=${otherId} `)
    })
  })

  it('hangs up when there is no server', async () => {
    const other = await startRedis()
    const inVain = await startProxy(other)
    await other.stop()
    const onEnd = vi.fn()
    const connection = await openConnection(inVain, onEnd)
    await expect(connection.call('PING')).rejects.toThrow('no connection')
    await inVain.close()
  })

  it('is late each way, and in order however the delays change', async () => {
    const there = vi.fn(() => (there.mock.calls.length % 3 === 1 ? 20 : 0))
    const back = vi.fn(() => (back.mock.calls.length % 2 === 1 ? 15 : 5))
    proxy.delay(there, back)
    const connection = await openConnection(proxy)
    const numbers = Array.from({ length: 10 }, (_, nth) => String(nth))
    expect(await Promise.all(numbers.map((nth) => connection.call('ECHO', nth)))).toEqual(numbers)
    expect([there.mock.calls.length, back.mock.calls.length]).toEqual([10, 10])

    proxy.delay(0, 3_600_000)
    const late = watch(connection.call('SET', 'key', 'value'))
    await until('has the command arrived?', async () => (await server.command('GET', 'key')) === 'value')
    await roundTrips()
    expect(late.isSettled).toBe(false)
    proxy.delay(3_600_000)
    const notSent = await openConnection(proxy)
    const response = watch(notSent.call('SET', 'key', 'other'))
    await roundTrips()
    expect([response.isSettled, await server.command('GET', 'key')]).toEqual([false, 'value'])
  })

  it('refuses all, and welcomes them again', async () => {
    const connection = await openConnection(proxy)
    await connection.call('PING')
    proxy.refuse()
    await expect(connection.call('PING')).rejects.toThrow('no connection')
    const newcomer = connect(proxy.port, proxy.host)
    newcomer.resume()
    await once(newcomer, 'close')
    expect(proxy.connections).toBe(2)
    proxy.pass()
    expect(await (await openConnection(proxy)).call('PING')).toBe('PONG')
  })

  it('swallows what comes from either side, farewells too, and those connections stay mute', async () => {
    const onEnd = vi.fn()
    const old = await openConnection(proxy, onEnd)
    const id = String(await old.call('CLIENT', 'ID'))
    proxy.swallow()
    const young = await openConnection(proxy, onEnd)
    const commands = [old.call('SET', 'old', '1'), young.call('SET', 'young', '1')]
    const seen = commands.map(watch)
    await server.command('CLIENT', 'KILL', 'ID', id)
    await roundTrips()
    proxy.pass()
    commands.push(old.call('SET', 'old', '2'))
    expect(await (await openConnection(proxy)).call('PING')).toBe('PONG')
    await roundTrips()
    expect(seen.map(({ isSettled }) => isSettled)).toEqual([false, false])
    expect(onEnd).not.toHaveBeenCalled()
    expect(await server.command('DBSIZE')).toBe(0)
    const refusals = Promise.all(commands.map((command) => expect(command).rejects.toThrow('no connection')))
    await proxy.close()
    await refusals
  })

  it('loses the reply to a command that was carried out, and to no other', async () => {
    proxy.cutAfterForwarding({ times: 2, only: 'EVAL' })
    for (const nth of [1, 2]) {
      const connection = await openConnection(proxy)
      const before = connection.call('INCR', 'before')
      const lost = connection.call('eval', 'return redis.call("INCR", KEYS[1])', '1', 'lost')
      const after = connection.call('INCR', 'after')
      expect(await before).toBe(nth)
      await expect(lost).rejects.toThrow('no connection')
      await expect(after).rejects.toThrow('no connection')
      expect(await server.command('GET', 'lost')).toBe(String(nth))
      expect(proxy.cuts).toBe(nth)
    }
    const third = await openConnection(proxy)
    expect(await third.call('EVAL', 'return redis.call("INCR", KEYS[1])', '1', 'lost')).toBe(3)
  })

  it('loses a command before it is carried out', async () => {
    proxy.cutBeforeForwarding({ only: ([name, key]) => name === 'INCR' && key === 'lost' })
    const connection = await openConnection(proxy)
    expect(await connection.call('INCR', 'kept')).toBe(1)
    await expect(connection.call('INCR', 'lost')).rejects.toThrow('no connection')
    expect(await server.command('GET', 'lost')).toBeNull()
    const second = await openConnection(proxy)
    expect(await second.call('INCR', 'lost')).toBe(1)
    expect(proxy.cuts).toBe(1)
  })

  it('forgets its cuts when it has to pass', async () => {
    proxy.cutBeforeForwarding()
    proxy.cutAfterForwarding({ times: 5 })
    proxy.pass()
    expect(await (await openConnection(proxy)).call('PING')).toBe('PONG')
  })

  it('does not take pushed messages for replies', async () => {
    const connection = await openConnection(proxy)
    await connection.call('HELLO', '3')
    await connection.call('CLIENT', 'TRACKING', 'ON')
    await connection.call('GET', 'key')
    await server.command('SET', 'key', 'value')
    proxy.cutAfterForwarding({ only: 'second' })
    const first = connection.call('ECHO', 'first')
    const second = connection.call('SET', 'second', '1')
    expect(await first).toBe('first')
    await expect(second).rejects.toThrow('no connection')
    expect(await server.command('GET', 'second')).toBe('1')
  })
})

describeWithRedis('a cluster', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startCluster()
    return () => cluster.stop()
  })

  it('has three nodes that serve and know one another', async () => {
    expect(new Set(cluster.urls).size).toBe(3)
    for (const node of cluster.nodes) {
      const info = String(await node.command('CLUSTER', 'INFO'))
      expect(info).toMatch(/^cluster_state:ok\r$/m)
      expect(info).toMatch(/^cluster_known_nodes:3\r\ncluster_size:3\r$/m)
    }
    const owners = await Promise.all([0, 8_000, 16_383].map((slot) => cluster.ownerOf(slot)))
    expect(owners).toEqual(cluster.nodes)
  })

  it('moves a slot, and can be looked at in the middle', async () => {
    const slot = Number(await cluster.nodes[0]?.command('CLUSTER', 'KEYSLOT', '{tag}'))
    const from = await cluster.ownerOf(slot)
    const [to, third] = cluster.nodes.filter((node) => node !== from)
    if (to === undefined || third === undefined) throw new Error('not three nodes')
    const keys = Array.from({ length: 25 }, (_, nth) => `{tag}${nth}`)
    for (const key of keys) await from.command('SET', key, key)

    const move = await cluster.beginMove(slot, to)
    expect(move.from).toBe(from)
    expect(await move.moveKeys(20)).toBe(20)
    const remaining = await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '100')
    expect(remaining).toHaveLength(5)
    const gone = keys.find((key) => Array.isArray(remaining) && !remaining.includes(key)) ?? ''
    await expect(from.command('GET', gone)).rejects.toThrow(`ASK ${slot} 127.0.0.1:${to.port}`)
    await expect(to.command('GET', gone)).rejects.toThrow(`MOVED ${slot} 127.0.0.1:${from.port}`)
    await expect(from.command('MGET', gone, String(remaining))).rejects.toThrow(/ASK|TRYAGAIN/)
    // Another slot can be on its way at the same time.
    await cluster.moveSlot(slot + 1, third)
    expect(await cluster.ownerOf(slot + 1)).toBe(third)

    await move.finish()
    expect(await to.command('MGET', ...keys)).toEqual(keys)
    for (const node of [from, third]) {
      await expect(node.command('GET', gone)).rejects.toThrow(`MOVED ${slot} 127.0.0.1:${to.port}`)
    }
    expect(await cluster.ownerOf(slot)).toBe(to)
    await cluster.moveSlot(slot, third)
    expect(await third.command('MGET', ...keys)).toEqual(keys)
    await expect(cluster.moveSlot(slot, third)).rejects.toThrow('already')
  })

  it('serves with what is left when a node is down, and with all when it is back', async () => {
    const [first, second, third] = cluster.nodes
    if (first === undefined || second === undefined || third === undefined) throw new Error('not three nodes')
    const mine = await keyFor(first)
    const theirs = await keyFor(third)
    await third.kill()
    expect(await first.command('SET', mine, 'value')).toBe('OK')
    await third.start()
    await until('does it serve again?', async () => {
      return (await third.command('SET', theirs, 'value').catch((fault: unknown) => fault)) === 'OK'
    })
  })

  async function keyFor(node: RedisServer): Promise<string> {
    for (let nth = 0; ; nth++) {
      const slot = Number(await node.command('CLUSTER', 'KEYSLOT', `key ${nth}`))
      if ((await cluster.ownerOf(slot)) === node) return `key ${nth}`
    }
  }
})
