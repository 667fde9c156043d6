import type { StoredTokens, TokenPlace, TokenStore } from '../tokens/token-store.js'
import { type Candidate, candidateOf, isStorageFailure, openCandidates, pickFirst } from './candidates.js'
import { checkPlace, type FilePlaceOptions, whereabouts } from './file-tokens.js'
import { openDocument, type PrivateDocument } from './private-document.js'

/** The options of `firstOf`. */
export interface FirstOfOptions extends FilePlaceOptions {
  /**
   * Whether a plain file may take the place of a keyring that does not work.
   *
   * @defaultValue `false`: then the sign-in fails, and says what is missing
   */
  readonly allowPlainFile?: boolean
}

/** What is written down. */
interface Choice {
  readonly version: 1
  readonly place: string
}

/**
 * Keeps tokens in the first place that works. A sign-in chooses it, before the person is asked for anything, and writes the choice
 * down beside the tokens. Later runs use that place, and fail if it is gone: none looks for another one by itself.
 *
 * @throws TypeError if two places have the same name, or if `app` or `profile` cannot be a part of a file name.
 * @example
 * ```ts
 * const app = 'mycli'
 * const tokens = firstOf([keyringTokens({ service: 'My CLI', app }), fileTokens({ app })], { app, allowPlainFile: true })
 * ```
 */
export function firstOf(places: readonly [TokenPlace, ...TokenPlace[]], options: FirstOfOptions): TokenPlace {
  checkPlace(options)
  if (new Set(places.map(({ name }) => name)).size < places.length) {
    throw new TypeError('two places have the same name: each name is written down, so it must say which place it is.')
  }
  return {
    name: 'firstOf',
    isPlainFile: places.some(({ isPlainFile }) => isPlainFile),
    open(owner, report) {
      const choice = openDocument({ ...whereabouts(options, owner, '.place.json'), isContent: isChoice, report })
      return openStore(openCandidates(places, owner, report), choice, options.allowPlainFile ?? false, report)
    },
  }
}

function openStore(
  candidates: readonly Candidate[],
  choice: PrivateDocument<Choice>,
  allowPlainFile: boolean,
  report: Parameters<TokenPlace['open']>[1],
): TokenStore {
  // What a sign-in of this process has chosen instead of the place that is written down. That one has the tokens until the
  // sign-in succeeds: a person who gives up stays signed in.
  let picked: Candidate | undefined
  let place = 'the place that a sign-in chooses'

  async function lastChoice(): Promise<string | undefined> {
    const name = (await choice.read())?.place
    if (name !== undefined) place = candidates.find((candidate) => candidate.name === name)?.store.place ?? place
    return name
  }

  async function writeDown({ name, store }: Candidate): Promise<void> {
    await choice.changing(() => choice.write({ version: 1, place: name }))
    place = store.place
  }

  // For the tokens of a place that a sign-in leaves behind.
  async function unlessGone<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work()
    } catch (thrown) {
      // The place is gone, which is why the sign-in has chosen another one.
      if (isStorageFailure(thrown)) return undefined
      throw thrown
    }
  }

  async function read(): Promise<StoredTokens | undefined> {
    const last = await lastChoice()
    if (last === undefined) return undefined
    const readLast = async () => candidateOf(candidates, last).store.read()
    return picked === undefined || picked.name === last ? readLast() : unlessGone(readLast)
  }

  async function removeFrom(name: string): Promise<void> {
    await unlessGone(async () => {
      const { store } = candidateOf(candidates, name)
      const tokens = await store.read()
      if (tokens !== undefined) await store.remove(tokens)
    })
  }

  return {
    get place() {
      return place
    },
    read,
    async write(tokens) {
      const last = await lastChoice()
      const target =
        picked ?? (last === undefined ? await pickFirst(candidates, allowPlainFile) : candidateOf(candidates, last))
      await target.store.write(tokens)
      picked = undefined
      if (target.name === last) return
      // A process that is killed before this line leaves the person signed in as before.
      await writeDown(target)
      if (last !== undefined) await removeFrom(last)
    },
    async remove(seen) {
      const last = await lastChoice()
      if (last === undefined || !(await candidateOf(candidates, last).store.remove(seen))) return false
      await choice.changing(() => choice.remove((current) => current.place === last))
      return true
    },
    exclusive: choice.exclusive,
    async probe() {
      const target = await pickFirst(candidates, allowPlainFile)
      await choice.probe()
      if ((await lastChoice()) === undefined) await writeDown(target)
      picked = target
      report({ type: 'placeChosen', place: target.store.place })
    },
  }
}

function isChoice(value: unknown): value is Choice {
  if (typeof value !== 'object' || value === null || !('version' in value && 'place' in value)) return false
  return value.version === 1 && typeof value.place === 'string'
}
