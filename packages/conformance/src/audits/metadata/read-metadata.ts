import type { Bench } from '../../bench/bench.js'
import { NotConcerned } from '../../bench/verdicts.js'
import type { Metadata } from '../../find/find-server.js'

/** The metadata of the server. */
export function metadataOf({ server }: Bench): Metadata {
  if (server.metadata === undefined) throw new NotConcerned('the server has no metadata')
  return server.metadata
}

/** Returns a member that is a list of strings, or `undefined` if the metadata has none. */
export function readList({ server }: Pick<Bench, 'server'>, name: string): readonly string[] | undefined {
  const value = server.metadata?.document[name]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined
}
