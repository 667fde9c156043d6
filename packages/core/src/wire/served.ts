import type { Operation } from '../protocol/command.js'
import type { Dialect } from './dialect.js'
import type { Endpoint, RequestSpec } from './endpoint.js'

/** Returns the dialect with only the endpoints and grant types of these operations. */
export function servedDialect(dialect: Dialect, operations: readonly Operation[]): Dialect {
  const isServed = ({ operation }: RequestSpec): boolean => operations.includes(operation)
  return { ...dialect, endpoints: dialect.endpoints.flatMap((endpoint) => servedEndpoint(endpoint, isServed)) }
}

function servedEndpoint(endpoint: Endpoint, isServed: (reading: RequestSpec) => boolean): readonly Endpoint[] {
  const { reads, orWith, ...others } = endpoint
  if ('operation' in reads) {
    const isWhole = orWith === undefined || isServed(orWith.reads)
    return isServed(reads) ? [isWhole ? endpoint : { ...others, reads }] : []
  }
  const byGrantType = Object.fromEntries(Object.entries(reads.byGrantType).filter(([, reading]) => isServed(reading)))
  return Object.keys(byGrantType).length === 0 ? [] : [{ ...endpoint, reads: { byGrantType } }]
}
