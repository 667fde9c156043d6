import { createHash } from 'node:crypto'

/** How much of everything is done: 1 is all of it, and a short run does a part. */
const scale: number = Number(process.env['FAULTS_SCALE'] ?? '1')

/** What every random choice of a run follows from. */
const seed: string = process.env['FAULTS_SEED'] ?? 'none'

/** So many of the full number, and never none. */
export function scaled(full: number): number {
  return Math.max(1, Math.round(full * scale))
}

/** Numbers from 0 up to 1 that are the same for the same seed and the same name. */
export function chances(name: string): () => number {
  let drawn = 0
  return () => {
    const hash = createHash('sha256').update(`${seed} ${name} ${drawn++}`).digest()
    return hash.readUInt32BE() / 2 ** 32
  }
}

/** Says how far something long has come, on one line a tenth. */
export function progress(name: string, total: number): (done: number) => void {
  let reported = 0
  return (done) => {
    const tenth = Math.floor((10 * done) / total)
    if (tenth === reported) return
    reported = tenth
    process.stdout.write(`      ${name}: ${done} of ${total}\n`)
  }
}
