import { type ConfigurationProblem, invalid } from '../../../misuse/configuration-error.js'
import { isBag } from '../../../misuse/option-names.js'
import { isTexts } from '../../../misuse/texts.js'
import { scopeValues } from '../../../service/records/record-rules.js'
import type { DeviceGrantOptions } from '../../options.js'
import { isSafe, readUrl } from '../urls.js'

/** Returns the problems of the option `metadata`. */
export function checkMetadata({ metadata, allowInsecureIssuer }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!isBag(metadata)) return []
  const {
    scopes = [],
    claims = [],
    acrValues = [],
    authorizationEndpoint,
  }: Readonly<Record<string, unknown>> = {
    ...metadata,
  }
  return [
    ...(scopeValues.is(scopes) ? [] : [invalid('metadata.scopes', `must be ${scopeValues.allowed}`)]),
    ...(isTexts(claims)
      ? []
      : [invalid('metadata.claims', "must be a list of names of claims, such as ['name', 'email']")]),
    ...(scopeValues.is(acrValues)
      ? []
      : [
          invalid('metadata.acrValues', "must be a list of levels without spaces, such as ['urn:example:two-factors']"),
        ]),
    ...checkEndpoint(authorizationEndpoint, allowInsecureIssuer === true),
  ]
}

// RFC 6749 §3.1: the URL may have a query, but no fragment.
function checkEndpoint(given: unknown, allowInsecure: boolean): readonly ConfigurationProblem[] {
  if (given === undefined) return []
  const url = typeof given === 'string' ? readUrl(given.replace(/\?.*$/s, '')) : undefined
  if (url !== undefined && !String(given).includes('#') && isSafe(url, allowInsecure)) return []
  return [
    invalid(
      'metadata.authorizationEndpoint',
      'must be an https URL without a user and a fragment, or http on a loopback host',
    ),
  ]
}
