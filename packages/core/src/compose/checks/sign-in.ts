import { isWithin } from '../../machine/scope.js'
import { type ConfigurationProblem, invalid, problem } from '../../misuse/configuration-error.js'
import { isBag } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import type { AccountDirectory } from '../../ports/account-directory.js'
import { name, scopeValues } from '../../service/records/record-rules.js'
import { firstPartyClient, type PasswordLoginOptions } from '../options/password-login-options.js'
import type { DeviceGrantOptions } from '../options.js'
import { missing, missingIn } from './functions.js'
import { checkSecondFactor } from './sign-in/second-factor.js'

/** Returns the problems of the options for signing in. */
export function checkSignIn({
  passwordLogin,
  hostSessions,
  accounts,
  page,
}: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (passwordLogin === undefined && (hostSessions ?? undefined) === undefined) {
    const message =
      'either passwordLogin or hostSessions is required: without them no person can sign in on the verification page'
    return [problem('sign-in-missing', 'passwordLogin', message)]
  }
  return [
    ...(hostSessions === undefined ? [] : missingIn('hostSessions', hostSessions, ['find', 'signInUrl'])),
    ...(isBag(passwordLogin) ? checkPasswordLogin(passwordLogin, accounts) : []),
    ...(isBag(passwordLogin) ? checkSecondFactor(passwordLogin.secondFactor, page ?? {}) : []),
  ]
}

function checkPasswordLogin(login: PasswordLoginOptions, accounts: AccountDirectory): readonly ConfigurationProblem[] {
  const { hasher, scopes, defaultScopes = [], passwordGrant = false, clientName = '', limits = {} } = login
  const clientId: unknown = firstPartyClient(login)
  const defaultsFit = isTexts(defaultScopes) && (!isTexts(scopes) || isWithin(defaultScopes, scopes))
  const limitsFit = Object.entries(isBag(limits) ? limits : {}).every(
    ([limit, value]) => Number.isInteger(value) && value >= (limit === 'permits' ? 1 : 0),
  )
  return [
    ...missing('passwordLogin.hasher', hasher, ['hash', 'verify', 'isOutdated']),
    ...(isBag(accounts) ? checkUsernames(accounts) : []),
    ...(scopeValues.is(scopes) ? [] : [invalid('passwordLogin.scopes', `must be ${scopeValues.allowed}`)]),
    ...(defaultsFit
      ? []
      : [
          problem(
            'default-scopes-not-allowed',
            'passwordLogin.defaultScopes',
            'passwordLogin.defaultScopes must be a list of scope values from passwordLogin.scopes',
          ),
        ]),
    ...(typeof passwordGrant === 'boolean' ? [] : [invalid('passwordLogin.passwordGrant', 'must be true or false')]),
    ...(name.is(clientId) ? [] : [invalid('passwordLogin.clientId', `must be ${name.allowed}`)]),
    ...(typeof clientName === 'string' ? [] : [invalid('passwordLogin.clientName', 'must be a string')]),
    ...(limitsFit
      ? []
      : [invalid('passwordLogin.limits', 'must be whole numbers: permits from 1, queue and longestWait from 0')]),
  ]
}

function checkUsernames(accounts: AccountDirectory): readonly ConfigurationProblem[] {
  if (typeof accounts.findByUsername === 'function') return []
  return [
    problem(
      'function-missing',
      'accounts',
      'accounts must have the function findByUsername, because passwordLogin looks up accounts by it',
    ),
  ]
}
