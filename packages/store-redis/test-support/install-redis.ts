import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Environment, type FoundRedis, findRedis, onPath } from './find-redis.js'

/** Facts that decide whether a package may be installed here. */
export interface Machine {
  readonly platform: NodeJS.Platform
  /** The user id, on systems that have one. */
  readonly uid: number | undefined
  readonly environment: Environment
}

const thisMachine: Machine = { platform: process.platform, uid: process.getuid?.(), environment: process.env }

/** Finds a server. If there is none, and root runs this on Debian or Ubuntu, installs one first. */
export async function findOrInstallRedis({ platform, uid, environment }: Machine = thisMachine): Promise<FoundRedis> {
  const found = await findRedis(environment)
  const [aptGet] = onPath('apt-get', environment)
  // If REDIS_SERVER names a binary, no other binary may be used.
  if ('path' in found || environment['REDIS_SERVER'] || platform !== 'linux' || uid !== 0 || !aptGet) return found

  process.stderr.write(`${found.missing}\nInstalling redis-server with ${aptGet}.\n`)
  // The package may start its own service on port 6379. No test uses that port.
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']]) {
    const complaint = await complaintOf(aptGet, words, environment)
    if (complaint !== undefined) return { missing: `${found.missing} (${complaint})` }
  }
  return findRedis(environment)
}

async function complaintOf(command: string, words: readonly string[], environment: Environment) {
  const child = spawn(command, words, {
    stdio: ['ignore', 2, 2],
    env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const [code]: readonly unknown[] = await once(child, 'exit')
  return code === 0 ? undefined : `"${command} ${words.join(' ')}" failed with exit code ${code}`
}
