import { agree } from './cluster-view.js'
import type { RedisServer } from './redis-server.js'
import { until } from './until.js'

/** A slot that is being moved: each node redirects requests for the keys that it does not have. */
export interface SlotMove {
  readonly from: RedisServer
  readonly to: RedisServer
  /** Moves up to `count` of the remaining keys, and resolves to the number of moved keys. */
  moveKeys(count: number): Promise<number>
  /** Moves the remaining keys, assigns the slot on every node, and waits until the nodes agree. */
  finish(): Promise<void>
}

const batch = 10
// In milliseconds.
const timeout = '10000'

/** Starts to move a slot, as `redis-cli --cluster reshard` does. */
export async function beginMove(
  nodes: readonly RedisServer[],
  slot: number,
  from: RedisServer,
  to: RedisServer,
): Promise<SlotMove> {
  if (from === to) throw new Error(`slot ${slot} is at port ${to.port} already`)
  const setSlot = async (node: RedisServer, state: string, other: RedisServer) => {
    const id = String(await other.command('CLUSTER', 'MYID'))
    await node.command('CLUSTER', 'SETSLOT', String(slot), state, id)
  }
  await setSlot(to, 'IMPORTING', from)
  await setSlot(from, 'MIGRATING', to)

  async function moveKeys(count: number): Promise<number> {
    const keys = await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), String(count))
    if (!Array.isArray(keys)) throw new Error(`no list of keys: ${String(keys)}`)
    if (keys.length === 0) return 0
    await from.command('MIGRATE', to.host, String(to.port), '', '0', timeout, 'KEYS', ...keys.map(String))
    return keys.length
  }

  return {
    from,
    to,
    moveKeys,
    async finish() {
      while ((await moveKeys(batch)) > 0);
      // The new node comes first: if only the old node knew, no node would serve the slot.
      const others = nodes.filter((node) => node !== to && node !== from)
      for (const node of [to, from, ...others]) await setSlot(node, 'NODE', to)
      await until(`do the nodes agree on slot ${slot}?`, () => agree(nodes))
    },
  }
}
