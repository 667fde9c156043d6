import type { Served } from './report.js'

type Limits = Exclude<Served['limits'], 'off'>

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** Returns a line for each rule. */
export function printLimits(limits: Limits): readonly string[] {
  const rules = Object.entries(limits).flatMap(([surface, lanes]) =>
    Object.entries(lanes).map(([lane, rule]: [string, unknown]) => [`${surface}.${lane}`, printRule(rule)] as const),
  )
  const width = Math.max(...rules.map(([name]) => name.length))
  return rules.map(([name, rule]) => `${name.padEnd(width)}  ${rule}`)
}

function printRule(rule: unknown): string {
  const number = (name: string): number => Number(Reflect.get(Object(rule), name))
  if ('burst' in Object(rule)) return `${number('burst')} at once, then one each ${printDuration(number('every'))}`
  const waits = `then a wait of ${printDuration(number('first'))} up to ${printDuration(number('ceiling'))}`
  return `${number('free')} failures, ${waits}`
}

function printDuration(milliseconds: number): string {
  const [unit, size] = units.find(([, size]) => milliseconds >= size) ?? ['millisecond', 1]
  const count = Math.round((milliseconds / size) * 10) / 10
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
