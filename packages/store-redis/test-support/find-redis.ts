import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** The path of a Redis or Valkey server, or the reason why there is none and what to do about it. */
export type FoundRedis = { readonly path: string } | { readonly missing: string }

/** The environment variables of the search: PATH and REDIS_SERVER. */
export type Environment = Readonly<Record<string, string | undefined>>

const run = promisify(execFile)
const names = ['redis-server', 'valkey-server']
const advice =
  'Install Redis 6.2 or later, or Valkey (apt-get install redis-server, brew install redis), ' +
  'or set REDIS_SERVER to the path of the binary.'

/** Finds a server that is new enough: at REDIS_SERVER if it is set, otherwise on the PATH. */
export async function findRedis(environment: Environment = process.env): Promise<FoundRedis> {
  const given = environment['REDIS_SERVER']
  const candidates = given ? [given] : names.flatMap((name) => onPath(name, environment))
  const complaints: string[] = []
  for (const path of candidates) {
    const complaint = await complaintAbout(path)
    if (complaint === undefined) return { path }
    complaints.push(complaint)
  }
  const found = complaints.length === 0 ? 'there is none on the PATH' : complaints.join('; ')
  return { missing: `The tests of the Redis store need a server: ${found}. ${advice}` }
}

/** Returns every file of this name on the PATH, in the order of the PATH. */
export function onPath(name: string, environment: Environment): readonly string[] {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '')
  return directories.map((directory) => join(directory, name)).filter((path) => existsSync(path))
}

/** Returns why this file cannot be used. Debian 11 and Ubuntu 22.04 have a Redis that is too old. */
async function complaintAbout(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'])
    const [, version, major, minor] = /\bv=((\d+)\.(\d+)\S*)/.exec(stdout) ?? []
    if (version === undefined) return `${path} does not print its version`
    const enough = Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2)
    return enough ? undefined : `${path} is version ${version}`
  } catch (fault) {
    return `${path} does not run (${fault instanceof Error ? fault.message : String(fault)})`
  }
}
