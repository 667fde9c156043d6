import { describe, expect, it } from 'vitest'
import { argon2Ceiling, defaultArgon2Cost, isAffordable, isFitForNewHashes } from './argon2-cost.js'

const cost = (memoryCost: number, timeCost: number, parallelism = 1) => ({ memoryCost, timeCost, parallelism })

describe('isFitForNewHashes', () => {
  it.each([
    cost(47_104, 1),
    cost(19_456, 2),
    cost(12_288, 3),
    cost(9_216, 4),
    cost(7_168, 5),
    cost(65_536, 3, 4),
    defaultArgon2Cost,
    argon2Ceiling,
  ])('accepts $memoryCost KiB, $timeCost passes, $parallelism lanes', (enough) => {
    expect(isFitForNewHashes(enough)).toBe(true)
  })

  it.each([
    cost(47_103, 1),
    cost(19_455, 2),
    cost(12_287, 3),
    cost(9_215, 4),
    cost(7_167, 10),
    cost(262_145, 2),
    cost(19_456, 11),
    cost(19_456, 2, 5),
    cost(19_456, 2, 0),
    cost(19_456.5, 2),
    cost(19_456, 2.5),
    cost(Number.NaN, 2),
    cost(Number.POSITIVE_INFINITY, 2),
    cost(-19_456, -2),
  ])('refuses $memoryCost KiB, $timeCost passes, $parallelism lanes', (unfit) => {
    expect(isFitForNewHashes(unfit)).toBe(false)
  })
})

describe('isAffordable', () => {
  it('accepts an old, weak hash, so that a login can replace it', () => {
    expect(isAffordable(cost(4_096, 1))).toBe(true)
  })

  it.each([
    cost(2 ** 30, 2),
    cost(19_456, 2 ** 31),
    cost(19_456, 2, 255),
    cost(262_145, 1),
    cost(8, 11),
    cost(64, 1, 5),
  ])('refuses $memoryCost KiB, $timeCost passes, $parallelism lanes', (hostile) => {
    expect(isAffordable(hostile)).toBe(false)
  })
})
