import { base20x8 } from '@devicegrant/core/dialects'
import { describe, expect, it } from 'vitest'
import type { LimitsWorld } from './limits-world.js'
import { farAddress, inWorld, logIn, retryAfterOf, signIn, wrongCode } from './people.js'

// docs/limits.md has these figures.

const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0)

/** Guesses passwords of one account, each from another address, and waits as long as the account is refused. */
async function guessPasswords(
  world: LimitsWorld,
  days: number,
  pauseAfter: (guesses: number) => number,
): Promise<readonly number[]> {
  const { clock } = world.host
  const began = clock.now()
  const perDay = Array.from({ length: days }, () => 0)
  let wait = second
  for (let nth = 0; ; nth++) {
    const { hashes } = world.work
    const today = Math.floor((clock.now() - began) / day)
    if (today >= days) return perDay
    await logIn(world, farAddress(nth), 'person-0', 'wrong')
    if (world.work.hashes === hashes) {
      clock.advance(wait)
      wait = Math.min(2 * wait, 15 * minute)
      continue
    }
    perDay[today] = (perDay[today] ?? 0) + 1
    const pause = pauseAfter(world.work.hashes)
    if (pause > 0) wait = second
    clock.advance(pause)
  }
}

/** Accounts that guess user codes all the time, and wait as long as they are told. */
async function guessUserCodes(world: LimitsWorld, accounts: number, days: number): Promise<readonly number[]> {
  const { clock } = world.host
  const began = clock.now()
  const perDay = Array.from({ length: days }, () => 0)
  const waiting = Array.from({ length: accounts }, (_, nth) => ({ nth, at: began }))
  for (;;) {
    waiting.sort((one, other) => one.at - other.at)
    const [next] = waiting
    if (next === undefined || next.at >= began + days * day) return perDay
    clock.set(Math.max(next.at, clock.now()))
    const guess = await signIn(world, `person-${next.nth}`, farAddress(next.nth))
    for (;;) {
      const response = await guess(wrongCode(next.nth))
      const today = Math.floor((clock.now() - began) / day)
      if (response.status === 404) perDay[today] = (perDay[today] ?? 0) + 1
      else {
        next.at = clock.now() + second * retryAfterOf(response)
        break
      }
    }
  }
}

describe('an attacker who obeys every wait guesses passwords of one account', () => {
  it('a hundred times on the first day, and then once a day, if the attacker never stops', () =>
    inWorld('memory', {}, async (world) => {
      expect(await guessPasswords(world, 10, () => 0)).toEqual([100, ...Array(9).fill(1)])
    }))

  it.each([
    ['53 times a day with a pause of a day after each 99', 1_584, (guesses: number) => (guesses % 99 === 0 ? day : 0)],
    [
      '84 times a day with a pause also after each five',
      2_500,
      (guesses: number) => (guesses % 99 === 0 ? day : (guesses % 99) % 5 === 0 ? 15 * minute : 0),
    ],
  ])('%s', (_, inAMonth, pauseAfter) =>
    inWorld('memory', {}, async (world) => {
      expect(sum(await guessPasswords(world, 30, pauseAfter))).toBe(inAMonth)
    }),
  )
})

describe('an attacker who obeys every wait guesses user codes', () => {
  const space = base20x8.alphabet.length ** base20x8.length
  // So many codes of eight letters live at most. See docs/decisions/0050.
  const live = 1_003

  it('19 times on the first day with one account, and then ten times a day', () =>
    inWorld('memory', {}, async (world) => {
      expect(await guessUserCodes(world, 1, 6)).toEqual([19, 10, 10, 10, 10, 10])
      const hitsInAYear = (10 * 365 * live) / space
      expect(Number(hitsInAYear.toPrecision(2))).toBe(1.4e-4)
    }))

  it('with many accounts ten times a day with each, since each has one guess also while all are used up', () =>
    inWorld('memory', { limits: { userCodes: { all: { burst: 1, every: 10 * minute } } } }, async (world) => {
      // All together have 144 a day, and twenty accounts have 200.
      expect(await guessUserCodes(world, 20, 3)).toEqual([380, 200, 200])
    }))

  it('as often as the bound allows, one hit in 1024 days, with 2 491 accounts', () => {
    const perDay = 173 * 144
    expect(Math.floor(perDay / 10)).toBe(2_491)
    expect(Number(((perDay * live) / space).toPrecision(2))).toBe(Number((2 ** -10).toPrecision(2)))
    expect(Number(((perDay * 365 * live) / space).toPrecision(2))).toBe(0.36)
  })
})
