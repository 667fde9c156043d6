import type { Attributes } from '@opentelemetry/api'

/** Returns the label of a client, or `undefined` for all clients that have none of their own. */
export type ClientLabel = (clientId: string) => string | undefined

const mostLabels = 100
const longestLabel = 64
const other = 'other'

/** Records something with the attribute of a client. */
export type RecordWithClient = (clientId: string | undefined, record: (client: Attributes) => void) => unknown

/**
 * Returns the function that adds the attribute of a client. Without `clientLabel` there is no such attribute. If `clientLabel` throws,
 * or returns something else than a text, the client is `other`. Then the function records, and passes on the failure or what was returned.
 */
export function labelClients(clientLabel: ClientLabel | undefined): RecordWithClient {
  if (clientLabel === undefined) return (_, record) => record({})
  // A function that returns its argument would let every caller add a time series.
  const labels = new Set<string>()
  return (clientId, record) => {
    if (clientId === undefined) return record({ [attribute]: 'none' })
    let label: unknown
    try {
      label = clientLabel(clientId)
    } finally {
      record({ [attribute]: known(label, labels) })
    }
    return label
  }
}

const attribute = 'devicegrant.client'

function known(label: unknown, labels: Set<string>): string {
  if (typeof label !== 'string' || label.length > longestLabel) return other
  if (labels.size >= mostLabels && !labels.has(label)) return other
  labels.add(label)
  return label
}
