import { type ConfigurationProblem, problem } from '../../misuse/configuration-error.js'
import { isBag } from '../../misuse/option-names.js'
import type { Stores } from '../../ports/stores.js'
import { isPromise } from '../../service/call/is-promise.js'
import type { DeviceGrantOptions } from '../options.js'
import { missing, missingIn } from './functions.js'

const functions: Readonly<Record<keyof Stores, readonly string[]>> = {
  authorizations: ['create', 'recordPoll', 'find', 'replace'],
  families: [
    'create',
    'find',
    'listBySubject',
    'replace',
    'revokeBefore',
    'revokeWindow',
    'findRevocation',
    'findRevokedBefore',
  ],
  jtis: ['use'],
  limits: ['reserve', 'settle'],
  clock: ['now'],
}

/** Returns the problems of the stores. The object may have other members, such as a function that closes them. */
export function checkStores({
  stores,
  clientAssertions,
  dpop,
  passwordLogin,
}: Pick<
  DeviceGrantOptions,
  'stores' | 'clientAssertions' | 'dpop' | 'passwordLogin'
>): readonly ConfigurationProblem[] {
  if (!isBag(stores)) {
    const message =
      'stores is required: createMemoryStores(), await openRedisStores(…), or an object with your own stores'
    return [problem('option-missing', 'stores', message)]
  }
  if (isPromise<object>(stores)) {
    const message = 'stores is a promise of the stores: write stores: await openRedisStores(…)'
    return [problem('stores-not-awaited', 'stores', message)]
  }
  const wrong = Object.entries(functions).flatMap(([name, methods]) => {
    const store: unknown = Reflect.get(stores, name)
    if (name === 'authorizations') return missing('stores.authorizations', store, methods)
    return store === undefined ? [] : missingIn(`stores.${name}`, store, methods)
  })
  if (stores.jtis !== undefined) return wrong
  const secondFactor: unknown = Reflect.get(Object(passwordLogin), 'secondFactor')
  const users = [
    { option: 'clientAssertions', value: clientAssertions, used: 'assertions' },
    { option: 'dpop', value: dpop, used: 'proofs' },
    { option: 'passwordLogin.secondFactor', value: secondFactor, used: 'codes' },
  ]
  const user = users.find(({ value }) => value !== undefined)
  if (user === undefined) return wrong
  const { option, used } = user
  const message = `stores.jtis is required: ${option} needs a store that remembers used ${used}, such as that of createMemoryStores`
  return [...wrong, problem('jti-store-missing', 'stores.jtis', message)]
}
