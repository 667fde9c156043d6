import { agree, serves, viewOf } from './cluster-view.js'
import { type RedisServer, startRedis } from './redis-server.js'
import { beginMove, type SlotMove } from './slot-move.js'
import { until } from './until.js'

/** A cluster of three primaries without replicas. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  readonly urls: readonly string[]
  /** Resolves to the node that has this slot. */
  ownerOf(slot: number): Promise<RedisServer>
  /** Moves a slot with all of its keys while clients use it. */
  moveSlot(slot: number, to: RedisServer): Promise<void>
  /** Starts to move a slot, so that a test can act in the middle of the move. */
  beginMove(slot: number, to: RedisServer): Promise<SlotMove>
  /** Kills all nodes for good. */
  stop(): Promise<void>
}

const clusterArgs = [
  ['--cluster-enabled', 'yes'],
  ['--cluster-config-file', 'nodes.conf'],
  ['--cluster-node-timeout', '2000'],
  // When one node is down, the other nodes continue to serve their slots.
  ['--cluster-require-full-coverage', 'no'],
].flat()
const size = 3
const slots = 16_384

/** Starts a cluster, with optional extra arguments for each node. Resolves when every node serves. */
export async function startCluster(args: readonly string[] = []): Promise<RedisCluster> {
  const starts = Array.from({ length: size }, () => startRedis({ args: [...clusterArgs, ...args] }))
  const nodes = (await Promise.allSettled(starts)).flatMap((start) => (start.status === 'fulfilled' ? start.value : []))
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())))
  try {
    await Promise.all(starts)
    await makeCluster(nodes)
  } catch (fault) {
    await stop()
    throw fault
  }

  async function ownerOf(slot: number, asked?: RedisServer): Promise<RedisServer> {
    for (const node of nodes) {
      const owner = (await viewOf(asked ?? node)).find((known) => serves(known, slot))
      if (owner !== undefined && owner.id === (await node.command('CLUSTER', 'MYID'))) return node
    }
    throw new Error(`no node has slot ${slot}`)
  }
  const begin = async (slot: number, to: RedisServer) => beginMove(nodes, slot, await ownerOf(slot, to), to)

  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    ownerOf: (slot) => ownerOf(slot),
    beginMove: begin,
    moveSlot: async (slot, to) => (await begin(slot, to)).finish(),
    stop,
  }
}

/** Assigns the slots and connects the nodes to one another. */
async function makeCluster(nodes: readonly RedisServer[]): Promise<void> {
  const [first, ...others] = nodes
  for (const [nth, node] of nodes.entries()) {
    // The epochs differ from the start. Otherwise the nodes would first have to resolve a conflict.
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(nth + 1))
    const [begin, end] = [Math.ceil((slots * nth) / size), Math.ceil((slots * (nth + 1)) / size)]
    // ADDSLOTSRANGE needs Redis 7.
    const own = Array.from({ length: end - begin }, (_, offset) => String(begin + offset))
    await node.command('CLUSTER', 'ADDSLOTS', ...own)
  }
  for (const { host, port } of others) await first?.command('CLUSTER', 'MEET', host, String(port))
  await until('do the nodes of the cluster agree?', () => agree(nodes))
}
