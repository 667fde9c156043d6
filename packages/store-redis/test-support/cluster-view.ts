import type { RedisServer } from './redis-server.js'

/** The view that one node of a cluster has of another node, or of itself. */
export interface KnownNode {
  readonly id: string
  readonly isSelf: boolean
  /** Whether the node is linked, and neither failing nor still in the handshake. */
  readonly isWell: boolean
  readonly epoch: string
  /** The ranges of slots that it serves, such as `0-5460` or `7`. */
  readonly slots: readonly string[]
}

/** Returns the view that this node has of the cluster. */
export async function viewOf(node: RedisServer): Promise<readonly KnownNode[]> {
  const lines = String(await node.command('CLUSTER', 'NODES')).trim()
  return lines.split('\n').map((line) => {
    const [id = '', _address, flags = '', _primary, _pingSent, _pongReceived, epoch = '', link, ...slots] =
      line.split(' ')
    return {
      id,
      isSelf: flags.includes('myself'),
      isWell: link === 'connected' && !/fail|handshake|noaddr/.test(flags),
      epoch,
      // Slots in brackets are being moved.
      slots: slots.filter((range) => !range.startsWith('[')),
    }
  })
}

/** Returns whether all nodes serve, are healthy, know one another, and agree on the owner of each slot. */
export async function agree(nodes: readonly RedisServer[]): Promise<boolean> {
  const beliefs = new Set<string>()
  for (const node of nodes) {
    const view = await viewOf(node)
    const info = String(await node.command('CLUSTER', 'INFO'))
    const isWhole = /^cluster_state:ok\r$/m.test(info) && /^cluster_slots_assigned:16384\r$/m.test(info)
    if (!isWhole || view.length !== nodes.length || !view.every(({ isWell }) => isWell)) return false
    const lines = view.map(({ id, epoch, slots }) => `${id} ${epoch} ${slots.join(' ')}`)
    beliefs.add(lines.sort().join('\n'))
  }
  return beliefs.size === 1
}

/** Returns whether a slot is in one of these ranges. */
export function serves({ slots }: KnownNode, slot: number): boolean {
  return slots.some((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number)
    return first <= slot && slot <= last
  })
}
