import { type DataPoint, DataPointType, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'

/** One time series, as a reader of the SDK gets it. */
export interface Series {
  readonly metric: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** The value of a counter, or how many values a histogram has. */
  readonly count: number
  /** The sum of the values of a histogram. */
  readonly sum: number
}

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Returns a meter provider of the SDK, and a function that reads all that was recorded. */
export function createMeter() {
  const reader = new ManualReader()
  const meterProvider = new MeterProvider({ readers: [reader] })
  async function read(): Promise<readonly Series[]> {
    const { resourceMetrics } = await reader.collect()
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap((metric): readonly Series[] => {
        const { name } = metric.descriptor
        if (metric.dataPointType === DataPointType.HISTOGRAM)
          return metric.dataPoints.map((point) => timed(name, point))
        if (metric.dataPointType === DataPointType.SUM) return metric.dataPoints.map((point) => counted(name, point))
        throw new Error(`${name} is neither a histogram nor a counter`)
      }),
    )
  }
  return { meterProvider, read }
}

function timed(metric: string, { attributes, value }: DataPoint<Histogram>): Series {
  return { metric, attributes, count: value.count, sum: value.sum ?? 0 }
}

function counted(metric: string, { attributes, value }: DataPoint<number>): Series {
  return { metric, attributes, count: value, sum: value }
}

/** Returns how often each combination of values of these attributes was recorded, as `value value: count`, without those at 0. */
export function tally(all: readonly Series[], metric: string, ...names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { attributes, count } of all.filter((series) => series.metric === metric && series.count > 0)) {
    const key = names.flatMap((name) => attributes[`devicegrant.${name}`] ?? []).join(' ')
    counts[key] = (counts[key] ?? 0) + count
  }
  return counts
}
