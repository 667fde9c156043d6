import type { Scheduler } from 'fast-check'
import type { DeviceAuthorization } from '../src/machine/authorization.js'
import { type Duration, minute } from '../src/machine/time.js'
import { PortFault } from '../src/service/call/faults.js'
import { createService } from '../src/service/create-service.js'
import { digestUserCode } from '../src/service/device/codes.js'
import { aroundPorts } from './around-ports.js'
import { actionsAt, alice, bob, lastingScope, wordFor, wordForView } from './device.js'
import { createLastingWorld, createWorld, type World } from './world.js'

/** One operation on an authorization, in parallel with others. */
export type Move =
  | { readonly move: 'poll'; readonly process: 0 | 1 }
  | { readonly move: 'approve' | 'deny'; readonly as: 'alice' | 'bob' }
  | { readonly move: 'wait'; readonly for: Duration }
  | { readonly move: 'disable' | 'revoke' }

/** The result of a move. */
export type Heard =
  | { readonly by: 'device'; readonly word: string; readonly tokens?: string; readonly startedAt: number }
  | { readonly by: 'person'; readonly choice: 'approve' | 'deny'; readonly subject: string; readonly word: string }
  | { readonly by: 'device' | 'person'; readonly fault: unknown }

/** The result of a race. */
export interface Aftermath {
  readonly world: World
  readonly heard: readonly Heard[]
  readonly stored: DeviceAuthorization
  /**
   * When the account of Alice was disabled or her grants were revoked, on the same scale as `startedAt`. `undefined` if
   * neither ever was.
   */
  readonly disabledAt: number | undefined
  /** Polls once more after the race, with working ports. `process` defaults to the first. */
  pollAgain(process?: 0 | 1): Promise<Heard>
}

/** The conditions of a race: when it starts, and how the ports fail. */
export interface Weather {
  /** The time from the codes to the start of the race, in milliseconds. */
  readonly after: Duration
  /** How many of the first attempts to make tokens fail. */
  readonly failingMints: number
  /** The fate of the nth `replace`: done, refused before, or done with its reply lost. */
  readonly replaces: readonly ('done' | 'refused' | 'replyLost')[]
  /** The fate of the nth `find`, which checks whether a write took effect. */
  readonly looks: readonly ('done' | 'refused')[]
  /** With it, the world has families, and Alice approves before the race. */
  readonly families?: {
    /** The fate of the nth `stores.families.create`. */
    readonly creates: readonly ('done' | 'refused' | 'replyLost')[]
    /** The fate of the nth look-up of an account. */
    readonly accounts: readonly ('done' | 'refused')[]
  }
}

/**
 * Runs the moves at the same time over one authorization, two processes and one store. The scheduler decides when each
 * move begins and, at every call of every port, when the call arrives and when its reply does.
 */
export async function race(scheduler: Scheduler, moves: readonly Move[], weather: Weather): Promise<Aftermath> {
  // The tombstone is long, so that the record can be read after every race.
  const policy = { tombstone: 24 * 60 * minute }
  const world = weather.families ? createLastingWorld({ policy }) : createWorld({ policy })
  const { deviceCode, userCode } = await world.start(weather.families && { scope: lastingScope })
  const tickets = { alice: await world.open(userCode, alice), bob: await world.open(userCode, bob) }
  const viewers = { alice, bob }
  if (weather.families) await world.decide({ userCode, ticket: tickets.alice.ticket, choice: 'approve' }, alice)
  world.clock.advance(weather.after)
  const heard: Heard[] = []
  let racing = true
  let mints = 0
  let replaces = 0
  let looks = 0
  let creates = 0
  let accounts = 0
  let disabledAt: number | undefined
  let moments = 0

  const pause = async (label: string): Promise<void> => {
    if (racing) await scheduler.schedule(Promise.resolve(), label)
  }
  function fateOf(call: string): 'done' | 'refused' | 'replyLost' | undefined {
    switch (call) {
      case 'stores.authorizations.replace':
        return weather.replaces[replaces++]
      case 'stores.authorizations.find':
        return weather.looks[looks++]
      case 'stores.families.create':
        return weather.families?.creates[creates++]
      case 'accounts.findAccount':
        return weather.families?.accounts[accounts++]
      default:
        return 'done'
    }
  }

  const parts = aroundPorts(world.parts, async (call, run) => {
    await pause(`${call} arrives`)
    if (racing && call === 'tokens.issue' && mints++ < weather.failingMints) throw new Error('no tokens today')
    const fate = racing ? fateOf(call) : 'done'
    if (fate === 'refused') throw new Error('the store is down')
    const result = await run()
    await pause(`${call} replies`)
    if (fate === 'replyLost') throw new Error('the connection broke')
    return result
  })
  const processes = [actionsAt(createService(parts)), actionsAt(createService(parts))] as const

  async function poll(process: 0 | 1): Promise<Heard> {
    const startedAt = ++moments
    try {
      const outcome = await processes[process].poll(deviceCode)
      const tokens = outcome.kind === 'tokensIssued' ? JSON.stringify(outcome) : undefined
      return { by: 'device', word: wordFor(outcome), startedAt, ...(tokens !== undefined && { tokens }) }
    } catch (fault) {
      return { by: 'device', fault }
    }
  }

  async function decide(choice: 'approve' | 'deny', as: 'alice' | 'bob'): Promise<Heard> {
    const { subject } = viewers[as]
    try {
      const made = await processes[0].decide({ userCode, ticket: tickets[as].ticket, choice }, viewers[as])
      return { by: 'person', choice, subject, word: wordForView(made) }
    } catch (fault) {
      return { by: 'person', fault }
    }
  }

  async function make(move: Move, index: number): Promise<void> {
    await pause(`${index} ${move.move}`)
    switch (move.move) {
      case 'poll':
        heard.push(await poll(move.process))
        return
      case 'approve':
      case 'deny':
        heard.push(await decide(move.move, move.as))
        return
      case 'wait':
        world.clock.advance(move.for)
        return
      case 'disable':
        world.accounts.change('account-alice', { disabled: true })
        disabledAt ??= ++moments
        return
      case 'revoke':
        await world.service.revokeGrants({ subject: alice.subject })
        disabledAt ??= ++moments
        return
    }
  }

  await scheduler.waitFor(Promise.all(moves.map(make)))
  racing = false
  const found = await world.store.find(digestUserCode(world.runtime.digester, userCode))
  if (found === undefined) throw new Error('the record is gone')
  return { world, heard, stored: found.authorization, disabledAt, pollAgain: (process = 0) => poll(process) }
}

/** Returns what the device received, without faults. */
export function responsesIn(heard: readonly Heard[]): readonly Extract<Heard, { by: 'device'; word: string }>[] {
  return heard.filter((item) => item.by === 'device' && 'word' in item)
}

/** Returns the results of the decisions of people, without faults. */
export function decisionsIn(heard: readonly Heard[]): readonly Extract<Heard, { by: 'person'; word: string }>[] {
  return heard.filter((item) => item.by === 'person' && 'word' in item)
}

/** Returns the faults that are not a `PortFault`. There must be none. */
export function strangeFaultsIn(heard: readonly Heard[]): readonly unknown[] {
  return heard.flatMap((item) => ('fault' in item && !(item.fault instanceof PortFault) ? [item.fault] : []))
}
