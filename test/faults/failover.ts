import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { openSwitchboard, type Switchboard } from './switchboard.js'

/** A primary, its replica behind a line that can be stalled, and an address that leads to whichever is the primary. */
export interface Pair {
  readonly address: Switchboard
  readonly primary: RedisServer
  readonly replica: RedisServer
  /** Waits until the replica has all that the primary has. */
  catchUp(): Promise<void>
  /** The replica receives nothing more, and no server notices. */
  lag(): void
  /** The replica catches up with what it has missed. */
  goOn(): Promise<void>
  /** The primary is killed, the replica takes over with what it has, and the dead one comes back as its replica. */
  failOver(): Promise<void>
  stop(): Promise<void>
}

const args = ['--appendonly', 'yes', '--repl-diskless-sync-delay', '0']

/** Starts a pair that has caught up. */
export async function startPair(): Promise<Pair> {
  let primary = await startRedis({ args })
  let replica = await startRedis({ args })
  const [address, line] = await Promise.all([openSwitchboard(primary), openSwitchboard(primary)])
  await replica.command('REPLICAOF', line.host, String(line.port))

  async function catchUp(): Promise<void> {
    await until('has the replica caught up?', async () => {
      // WAIT counts from the last write of the connection that asks.
      await primary.command('SET', 'catching up', '')
      return (await primary.command('WAIT', '1', '100')) === 1
    })
  }
  await catchUp()

  return {
    address,
    get primary() {
      return primary
    },
    get replica() {
      return replica
    },
    catchUp,
    lag: () => line.stall(),
    async goOn() {
      line.leadTo(primary)
      await catchUp()
    },
    async failOver() {
      await primary.kill()
      await replica.command('REPLICAOF', 'NO', 'ONE')
      const dead = primary
      primary = replica
      replica = dead
      line.leadTo(primary)
      address.leadTo(primary)
      await replica.start([...args, '--replicaof', line.host, String(line.port)])
      await catchUp()
    },
    async stop() {
      await Promise.all([primary.stop(), replica.stop(), address.close(), line.close()])
    },
  }
}
