import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '../../scripts/runtimes/redis.mjs'
import { slots } from './slots.mjs'

const { Redis } = createRequire(new URL('../../packages/store-redis/package.json', import.meta.url))('ioredis')
const patience = 30_000

/** Starts a cluster of this many primaries. Resolves to its addresses, or to `undefined` if there is no server binary. */
export async function startCluster(size) {
  const folder = mkdtempSync(join(tmpdir(), 'devicegrant-cluster-'))
  const nodes = []
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (let nth = 0; nth < size; nth++) {
      const config = join(folder, `${nth}.conf`)
      const node = await startRedis(['--cluster-enabled', 'yes', '--cluster-config-file', config, '--dir', folder])
      if (node === undefined) return undefined
      nodes.push(node)
    }
    await unite(nodes.map(({ address }) => new URL(address)))
  } catch (fault) {
    await stop()
    throw fault
  }
  return { addresses: nodes.map(({ address }) => address), stop }
}

async function unite(addresses) {
  const connections = addresses.map(({ hostname, port }) => new Redis(Number(port), hostname))
  try {
    for (const [nth, connection] of connections.entries()) {
      const from = Math.ceil((slots * nth) / addresses.length)
      const to = Math.ceil((slots * (nth + 1)) / addresses.length) - 1
      await connection.call('CLUSTER', 'SET-CONFIG-EPOCH', String(nth + 1))
      await connection.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
      await connection.call('CLUSTER', 'MEET', addresses[0].hostname, addresses[0].port)
    }
    const isReady = async (connection) => /cluster_state:ok/.test(await connection.call('CLUSTER', 'INFO'))
    const isWhole = async (connection) =>
      new RegExp(`known_nodes:${addresses.length}\\b`).test(await connection.call('CLUSTER', 'INFO'))
    for (const start = Date.now(); Date.now() - start < patience; await pause(100)) {
      const ready = await Promise.all(connections.map(async (one) => (await isReady(one)) && (await isWhole(one))))
      if (ready.every(Boolean)) return
    }
    throw new Error('the nodes of the cluster did not agree in time')
  } finally {
    for (const connection of connections) connection.disconnect()
  }
}
