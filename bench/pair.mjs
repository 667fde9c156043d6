// Measures several subjects side by side. The windows alternate, A B C then C B A, so that a machine that gets slower or busier
// does so for all of them.
import { startSubject } from './subject.mjs'

/**
 * @typedef {import('./subject.mjs').Sample} Sample
 * @typedef {{ passes: number, window: number, warmUp: number }} Pace Milliseconds, and the number of windows of each subject.
 */

// V8 compiles a function after some thousand calls, and a flow calls most functions only once or twice.
const slowToWarm = ['flow', 'refresh', 'issue']
const longer = 3

/**
 * Resolves to the samples of each subject, in the order of the passes.
 *
 * @param {{ name: string, work: string }[]} subjects
 * @param {Pace} pace
 * @returns {Promise<Map<string, Sample[]>>}
 */
export async function measureTogether(subjects, { passes, window, warmUp }) {
  const started = []
  try {
    for (const subject of subjects) started.push({ ...subject, ...(await startSubject(subject)) })
    for (const { work, runWindow } of started) await runWindow(slowToWarm.includes(work) ? longer * warmUp : warmUp)
    const samples = new Map(started.map(({ name }) => [name, []]))
    for (let pass = 0; pass < passes; pass++) {
      const order = pass % 2 === 0 ? started : started.toReversed()
      for (const { name, runWindow } of order) samples.get(name).push(await runWindow(window))
    }
    return samples
  } finally {
    for (const { stop } of started) stop()
  }
}

/** Returns how often the first subject does its work while the other does it once: pass by pass, from the rates. */
export function rateRatios(first, other) {
  return first.map(({ perSecond }, pass) => perSecond / other[pass].perSecond)
}

/** Returns the same from the CPU time of the servers, which a busy machine disturbs less. */
export function cpuRatios(first, other) {
  return first.map(({ cpu }, pass) => other[pass].cpu / cpu)
}

/** Returns the median and the range of some values. */
export function spreadOf(values) {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
  return { median, least: sorted[0], greatest: sorted.at(-1) }
}
