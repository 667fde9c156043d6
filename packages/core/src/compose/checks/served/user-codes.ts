import { guessesIn } from '../../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../../machine/policy.js'
import { second } from '../../../machine/time.js'
import { longestFormat } from '../../../machine/user-code.js'
import {
  codeSpace,
  expectedHitsPerDay,
  type Guessing,
  mostGuesses,
  mostHitsPerDay,
  mostLive,
  withChallenges,
} from '../../../machine/user-codes/guess-bound.js'
import { type ConfigurationProblem, problem } from '../../../misuse/configuration-error.js'
import { isBag } from '../../../misuse/option-names.js'
import type { Dialect } from '../../../wire/dialect.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'
import type { DeviceGrantOptions } from '../../options.js'
import { rulesOf } from '../../service-limits.js'
import { checkLimits } from '../limits.js'
import { checkDialectList } from './dialect-list.js'

/** Returns a problem for each dialect whose longest user codes a stranger could guess too often (RFC 8628 §5.1). */
export function checkUserCodes({
  dialects = [rfc8628],
  policy,
  limits,
  challenge,
}: Pick<DeviceGrantOptions, 'dialects' | 'policy' | 'limits' | 'challenge'>): readonly ConfigurationProblem[] {
  const lifetime = isBag(policy) && policy.lifetime !== undefined ? policy.lifetime : defaultPolicy.lifetime
  // Other checks report these.
  if (checkDialectList(dialects).length > 0 || !(lifetime >= second)) return []
  if (limits === false || (limits !== undefined && checkLimits({ limits }).length > 0)) return []
  if (limits?.accept?.includes('user-code entropy') === true) return []
  const { starts, userCodes } = rulesOf(limits, { lifetime, tombstone: 0 })
  const times = challenge === undefined ? 1 : withChallenges
  const crowd = { live: starts.all.burst, guesses: guessesIn(userCodes.all, lifetime), times, lifetime }
  return dialects.flatMap((dialect, index) => checkDialect(dialect, index, crowd))
}

function checkDialect(
  { name, userCode }: Dialect,
  index: number,
  { live, guesses: before, times, lifetime }: Omit<Guessing, 'space'> & { readonly times: number },
): readonly ConfigurationProblem[] {
  const longest = longestFormat(userCode)
  const space = codeSpace(longest)
  const guesses = before * times
  if (expectedHitsPerDay({ space, live, guesses, lifetime }) <= mostHitsPerDay) return []
  const fewer = mostLive({ space, guesses, lifetime })
  const ways = [
    ...(fewer > 0 ? [`limits.starts.all.burst of at most ${fewer}`] : []),
    ...wayOfGuesses(Math.floor(mostGuesses({ space, live, lifetime }) / times)),
    `longer codes (dialects[${index}].userCode.longer)`,
  ]
  const message =
    `limits.starts.all allows ${live} codes at a time, and limits.userCodes.all ${before} guesses in their lifetime` +
    `${times > 1 ? `, and the option challenge ${times} times as many` : ''}: too many ` +
    `for the user codes of ${name}, ` +
    `which have ${longest.length} of ${longest.alphabet.length} characters. A guess would be right more often than once in ` +
    `${1 / mostHitsPerDay} days. Write ${ways.join(', or ')}, or accept it: limits.accept: ['user-code entropy']`
  return [problem('user-codes-guessable', 'limits.starts.all', message)]
}

function wayOfGuesses(fewer: number): readonly string[] {
  return fewer > 0 ? [`limits.userCodes.all with at most ${fewer} guesses in a lifetime`] : []
}
