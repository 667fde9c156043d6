import { DeviceLoginError } from '../failures/device-login-error.js'
import type { StorageEvent, TokenOwner, TokenPlace, TokenStore } from '../tokens/token-store.js'
import { storageFailure } from './problems.js'

/** One of several places, opened for one owner. */
export interface Candidate {
  readonly name: string
  readonly store: TokenStore
  /** A plain file after a place that is none is a step down. */
  readonly isStepDown: boolean
}

/** Opens each place for one owner. */
export function openCandidates(
  places: readonly TokenPlace[],
  owner: TokenOwner,
  report: (event: StorageEvent) => void,
): readonly Candidate[] {
  return places.map((place, index) => ({
    name: place.name,
    store: place.open(owner, report),
    isStepDown: place.isPlainFile && !places.slice(0, index).every(({ isPlainFile }) => isPlainFile),
  }))
}

/** The first place that works. If there is none, the failure says what each one lacks. */
export async function pickFirst(candidates: readonly Candidate[], allowPlainFile: boolean): Promise<Candidate> {
  const problems: string[] = []
  for (const candidate of candidates) {
    const problem =
      candidate.isStepDown && !allowPlainFile
        ? `${candidate.store.place}: it is not encrypted, and the program uses it only with allowPlainFile: true.`
        : await problemOf(candidate.store)
    if (problem === undefined) return candidate
    problems.push(problem)
  }
  throw storageFailure(candidates.map(({ store }) => store.place).join(' or in '), problems.join(' '))
}

/** The candidate that was written down. */
export function candidateOf(candidates: readonly Candidate[], name: string): Candidate {
  const found = candidates.find((candidate) => candidate.name === name)
  if (found !== undefined) return found
  const problem = 'the last sign-in chose this place, and the program no longer offers it. Sign in again.'
  throw storageFailure(`the place "${name}"`, problem)
}

/** Whether `thrown` says that a place cannot be used. */
export function isStorageFailure(thrown: unknown): boolean {
  return thrown instanceof DeviceLoginError && thrown.code === 'storage'
}

async function problemOf(store: TokenStore): Promise<string | undefined> {
  try {
    await store.probe()
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof DeviceLoginError) || thrown.failure.code !== 'storage') throw thrown
    return `${thrown.failure.place}: ${thrown.failure.problem}`
  }
}
