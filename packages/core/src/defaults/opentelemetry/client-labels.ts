import type { Attributes } from '@opentelemetry/api'

/** Returns the label of a client, or `undefined` for all clients that have none of their own. */
export type ClientLabel = (clientId: string) => string | undefined

const mostLabels = 100
const longestLabel = 64
const other = 'other'

/** Returns the function that makes the attribute of a client. Without `clientLabel` there is no such attribute. */
export function clientAttributes(clientLabel: ClientLabel | undefined): (clientId: string | undefined) => Attributes {
  if (clientLabel === undefined) return () => ({})
  // A function that returns its argument would let every caller add a time series.
  const labels = new Set<string>()
  return (clientId) => ({
    'devicegrant.client': clientId === undefined ? 'none' : known(clientLabel(clientId), labels),
  })
}

function known(label: string | undefined, labels: Set<string>): string {
  if (label === undefined || label.length > longestLabel) return other
  if (labels.size >= mostLabels && !labels.has(label)) return other
  labels.add(label)
  return label
}
