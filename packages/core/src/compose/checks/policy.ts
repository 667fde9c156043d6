import { defaultPolicy, type Policy } from '../../machine/policy.js'
import { day, minute, second } from '../../machine/time.js'
import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag } from '../../misuse/option-names.js'
import type { DeviceGrantOptions } from '../options.js'

const hour = 60 * minute

/** Returns the problems of the policy. */
export function checkPolicy({ policy: given }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (given !== undefined && !isBag(given)) return []
  const policy: Policy = { ...defaultPolicy, ...given }
  const problems: ConfigurationProblem[] = []
  const expect = (fulfilled: boolean, name: keyof Policy, requirement: string): void => {
    if (!fulfilled) problems.push(invalid(`policy.${name}`, requirement))
  }
  expect(
    whole(policy.lifetime) && within(policy.lifetime, second, day),
    'lifetime',
    'must be whole seconds, given in milliseconds, from one second to a day',
  )
  expect(
    whole(policy.interval) && within(policy.interval, second, minute),
    'interval',
    'must be whole seconds, given in milliseconds, from one second to a minute',
  )
  expect(
    whole(policy.intervalGrowth) && within(policy.intervalGrowth, second, minute),
    'intervalGrowth',
    'must be whole seconds, given in milliseconds, from one second to a minute',
  )
  expect(
    whole(policy.intervalCeiling) && within(policy.intervalCeiling, policy.interval, hour),
    'intervalCeiling',
    'must be whole seconds, given in milliseconds, from the interval to an hour',
  )
  expect(within(policy.replayWindow, 0, minute), 'replayWindow', 'must be in milliseconds, from 0 (off) to a minute')
  expect(within(policy.tombstone, 0, day), 'tombstone', 'must be in milliseconds, from 0 to a day')
  const { refreshLifetime, refreshIdle, refreshReplayWindow } = policy
  expect(
    within(refreshLifetime, second, 3_660 * day),
    'refreshLifetime',
    'must be in milliseconds, from one second to ten years',
  )
  expect(
    within(refreshIdle, second, 3_660 * day),
    'refreshIdle',
    'must be in milliseconds, from one second to ten years',
  )
  expect(
    within(refreshReplayWindow, 0, minute),
    'refreshReplayWindow',
    'must be in milliseconds, from 0 (off) to a minute',
  )
  for (const name of ['grantsPerAccount', 'grantsPerClient'] as const) {
    expect(
      Number.isInteger(policy[name]) && within(policy[name], 1, 1_000),
      name,
      'must be a whole number, from 1 to 1000',
    )
  }
  expect(
    Number.isInteger(policy.accountsPerCode) && within(policy.accountsPerCode, 1, 20),
    'accountsPerCode',
    'must be a whole number, from 1 to 20',
  )
  return problems
}

/** Returns the problems of the timeout. */
export function checkTimeout({ timeout }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (timeout === undefined || within(timeout, 10, minute)) return []
  return [invalid('timeout', 'must be in milliseconds, from 10 to 60000 (a minute)')]
}

function whole(value: number): boolean {
  return Number.isFinite(value) && Number.isInteger(value / second)
}

function within(value: number, least: number, most: number): boolean {
  return Number.isFinite(value) && value >= least && value <= most
}
