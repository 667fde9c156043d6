import type { Scheduler } from 'fast-check'
import { type Duration, minute } from '../src/machine/time.js'
import { PortFault } from '../src/service/call/faults.js'
import { createService } from '../src/service/create-service.js'
import { aroundPorts, type Fate } from './around-ports.js'
import { actionsAt, alice, lastingScope, personAddress, refreshTokenIn, wordFor } from './device.js'
import { createLastingWorld, type LastingWorld } from './world.js'

/** One operation on a grant, in parallel with others. */
export type RefreshMove =
  /** `age`: 0 for the newest token that the client has at that moment, 1 for the token before it, and so on. */
  | { readonly move: 'refresh'; readonly process: 0 | 1; readonly age: number }
  | { readonly move: 'revoke'; readonly process: 0 | 1; readonly by: 'accessToken' | 'refreshToken' }
  | { readonly move: 'unlink'; readonly process: 0 | 1 }
  | { readonly move: 'revokeGrants'; readonly process: 0 | 1; readonly holder: 'subject' | 'client' }
  | { readonly move: 'disable' }
  | { readonly move: 'wait'; readonly for: Duration }

/** The result of one refresh. Moments are numbered: a later moment has a greater number. */
export interface Refreshed {
  readonly presented: string
  readonly startedAt: number
  readonly word: string
  readonly received?: string
}

/** How the ports fail. */
export interface RefreshWeather {
  /** How many of the first attempts to make tokens fail. */
  readonly failingMints: number
  /** The fate of the nth `stores.families.replace`. */
  readonly replaces: readonly ('done' | Fate)[]
}

/** The result of a race. */
export interface RefreshAftermath {
  readonly world: LastingWorld
  /** The first refresh token of the grant. */
  readonly first: string
  /** The newest refresh token of the client. */
  readonly newest: string
  readonly refreshed: readonly Refreshed[]
  /** When a response first said that the grant is over. `undefined` if none did. */
  readonly overAt: number | undefined
  readonly faults: readonly unknown[]
}

/**
 * Runs the moves at the same time over one grant, two processes and one store. The scheduler decides when each move
 * begins and, at every call of every port, when the call arrives and when its reply does. If `inTurn` is set, the
 * client waits for the response to each refresh before it sends the next, and repeats a refresh that failed.
 */
export async function raceRefreshes(
  scheduler: Scheduler,
  moves: readonly RefreshMove[],
  weather: RefreshWeather,
  inTurn: boolean,
): Promise<RefreshAftermath> {
  const world = createLastingWorld()
  const linked = await world.link({ scope: lastingScope })
  const { grantId } = (await world.stored(refreshTokenIn(linked))).family
  world.clock.advance(1 * minute)
  const tokens = [refreshTokenIn(linked)]
  const refreshed: Refreshed[] = []
  const faults: unknown[] = []
  let racing = true
  let mints = 0
  let replaces = 0
  let moments = 0
  let overAt: number | undefined

  const pause = async (label: string): Promise<void> => {
    if (racing) await scheduler.schedule(Promise.resolve(), label)
  }
  const parts = aroundPorts(world.parts, async (call, run) => {
    await pause(`${call} arrives`)
    if (racing && call === 'tokens.issue' && mints++ < weather.failingMints) throw new Error('no tokens today')
    const fate = racing && call === 'stores.families.replace' ? weather.replaces[replaces++] : 'done'
    if (fate === 'refused') throw new Error('the store is down')
    const result = fate === 'sentTwice' ? await run().then(run) : await run()
    await pause(`${call} replies`)
    if (fate === 'replyLost') throw new Error('the connection broke')
    return result
  })
  const services = [createService(parts), createService(parts)] as const
  const processes = [actionsAt(services[0]), actionsAt(services[1])] as const

  async function refresh({ process, age }: Extract<RefreshMove, { move: 'refresh' }>): Promise<void> {
    const presented = tokens[Math.max(0, tokens.length - 1 - age)] ?? ''
    const startedAt = ++moments
    const outcome = await processes[process].refresh(presented)
    if (outcome.kind !== 'tokensIssued') {
      refreshed.push({ presented, startedAt, word: wordFor(outcome) })
      return
    }
    const received = refreshTokenIn(outcome)
    if (!tokens.includes(received)) tokens.push(received)
    refreshed.push({ presented, startedAt, word: 'tokensIssued', received })
  }

  async function end(run: () => Promise<unknown>): Promise<void> {
    await run()
    overAt ??= ++moments
  }

  function make(move: RefreshMove): Promise<void> {
    switch (move.move) {
      case 'refresh':
        return refresh(move)
      case 'revoke': {
        const { accessToken } = linked
        const token = move.by === 'accessToken' ? accessToken : (tokens.at(-1) ?? '')
        return end(() => processes[move.process].revoke(token))
      }
      case 'unlink':
        return end(() =>
          services[move.process].unlinkDevice(alice, grantId, services[move.process].startCall(personAddress)),
        )
      case 'revokeGrants': {
        const holder = move.holder === 'subject' ? { subject: alice.subject } : { clientId: 'tv' }
        return end(() => services[move.process].revokeGrants(holder, services[move.process].startCall(personAddress)))
      }
      case 'disable':
        return end(async () => world.accounts.change(alice.subject, { disabled: true }))
      case 'wait':
        return Promise.resolve(world.clock.advance(move.for))
    }
  }

  const isRefresh = (move: RefreshMove): boolean => move.move === 'refresh'

  async function run(move: RefreshMove, index: number): Promise<void> {
    await pause(`${index} ${move.move}`)
    await make(move).catch((fault: unknown) => faults.push(fault))
  }

  async function runInTurn(some: readonly RefreshMove[]): Promise<void> {
    for (const [index, move] of some.entries()) await run(move, index)
  }

  const work = inTurn
    ? [runInTurn(moves.filter(isRefresh)), ...moves.filter((move) => !isRefresh(move)).map(run)]
    : moves.map(run)
  await scheduler.waitFor(Promise.all(work))
  racing = false
  return { world, first: tokens[0] ?? '', newest: tokens.at(-1) ?? '', refreshed, overAt, faults }
}

/** Returns the faults of a race that are not a `PortFault`. There must be none. */
export function strangeFaults({ faults }: RefreshAftermath): readonly unknown[] {
  return faults.filter((fault) => !(fault instanceof PortFault))
}
