import type { ChildProcess } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { type Finding, ownDocs } from '../host-module/finding.js'
import { withModuleProcess } from '../host-module/module-process.js'
import { type Answer, ask, nextAnswer } from './law-process.js'
import { howLost, isLost } from './lost.js'
import { type PlannedLaw, planOf } from './plan.js'
import type { LawResult, StoreReport } from './report.js'
import type { StoreName } from './store-kinds.js'

/** How to try the laws on the stores of a module. */
export interface TrialOptions {
  readonly file: string
  /** How long the loading of the module, and each law, may take, in milliseconds. */
  readonly timeout: number
  readonly envFile?: string | undefined
  /** Called before each law. */
  onLaw(law: PlannedLaw, nth: number, count: number): void
}

const program = fileURLToPath(new URL('./child.js', import.meta.url))
/** A store is given up when so many laws in a row have hung or ended the process. Most likely the others would, too. */
const mostLost = 3

/**
 * Tries the laws on the stores of a module, one after the other, in a process of its own. A law that hangs or ends the process has
 * failed, and the next one runs in a new process.
 */
export async function tryLaws(options: TrialOptions): Promise<StoreReport> {
  const module = { program, file: options.file, envFile: options.envFile }
  const { timeout } = options
  const results: LawResult[] = []
  const lostInARow = new Map<StoreName, number>()
  let plan: readonly PlannedLaw[] | undefined

  const goOn = async (child: ChildProcess): Promise<readonly Finding[] | undefined> => {
    const opening = await nextAnswer(child, { kinds: ['ready', 'unusable'], timeout })
    if (opening.kind !== 'ready') return problemsOf(opening, timeout)
    plan ??= planOf(opening.stores)
    for (const law of plan.slice(results.length)) {
      options.onLaw(law, results.length + 1, plan.length)
      const lost = lostInARow.get(law.store) ?? 0
      const skipped = law.skipped ?? (lost < mostLost ? undefined : givenUp)
      if (skipped !== undefined) {
        results.push(resultOf(law, 'skipped', 0, skipped))
        continue
      }
      const { result, isProcessLost } = await tryLaw(child, law, timeout)
      results.push(result)
      lostInARow.set(law.store, isProcessLost ? lost + 1 : 0)
      if (isProcessLost) return undefined
    }
    return cleanUp(child, timeout)
  }

  let problems: readonly Finding[] | undefined
  while (problems === undefined) problems = await withModuleProcess(module, goOn)
  return { problems, results }
}

const givenUp = `not tried: ${mostLost} laws in a row hung or ended the process`

async function tryLaw(child: ChildProcess, planned: PlannedLaw, timeout: number) {
  const { store, id, law } = planned
  const start = performance.now()
  const expected = { kinds: ['kept', 'broken', 'crashed'] as const, timeout }
  const answer = await ask(child, { kind: 'try', store, id }, expected)
  const milliseconds = Math.round(performance.now() - start)
  if (answer.kind === 'kept') return { result: resultOf(planned, 'passed', milliseconds), isProcessLost: false }
  const isProcessLost = isLost(answer)
  const message = isLost(answer) ? `A store ${law}\nSeen: ${howLost('the store', answer, timeout)}` : answer.message
  return { result: resultOf(planned, 'failed', milliseconds, message), isProcessLost }
}

function resultOf(
  { store, id, law }: PlannedLaw,
  outcome: LawResult['outcome'],
  milliseconds: number,
  message?: string,
): LawResult {
  return { store, id, law, outcome, ...(message !== undefined && { message }), milliseconds }
}

function problemsOf(opening: Exclude<Answer<'unusable'>, { kind: 'ready' }>, timeout: number): readonly Finding[] {
  if (opening.kind === 'unusable') return opening.problems
  if (opening.kind === 'exited') {
    const message = `${howLost('the module', opening, timeout)} before its stores were ready`
    return [{ code: 'module-exited', message, docs: ownDocs }]
  }
  const message =
    `the module and the first store of each export were not ready in time (${timeout / 1000} s). Most often something awaits a ` +
    'connection that cannot be made. --timeout sets another time'
  return [{ code: 'module-hangs', message, docs: ownDocs }]
}

async function cleanUp(child: ChildProcess, timeout: number): Promise<readonly Finding[]> {
  const answer = await ask(child, { kind: 'cleanUp' }, { kinds: ['cleaned', 'crashed'], timeout })
  if (answer.kind === 'cleaned') return answer.problems
  return [{ code: 'clean-up-failed', message: howLost('cleanUp', answer, timeout), docs: ownDocs }]
}
