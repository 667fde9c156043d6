/** One sample of the text format of Prometheus. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads the text format of Prometheus. Throws at a line that is none. */
export function readSamples(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      if (name === undefined || Number.isNaN(Number(value))) throw new Error(`not a sample: ${line}`)
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text])
      return { name, labels: Object.fromEntries(pairs), value: Number(value) }
    })
}

/** Returns the sum of the samples of a name, by the values of these labels of devicegrant: `poll slow_down`. */
export function sumBy(samples: readonly Sample[], name: string, ...labels: readonly string[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const sample of samples.filter((one) => one.name === name)) {
    const key = labels.map((label) => sample.labels[`devicegrant_${label}`] ?? '').join(' ')
    sums[key] = (sums[key] ?? 0) + sample.value
  }
  return sums
}
