import { isThumbprint } from '../../machine/proofs/dpop-proof.js'
import { second } from '../../machine/time.js'
import type { AssertionClaims } from '../../ports/proving/client-assertions.js'
import type { ProofClaims } from '../../ports/proving/proofs.js'
import type { AccessTokenClaims, IssuedTokens } from '../../ports/token-issuer.js'
import { createRecordReader, type RecordReader } from './read-record.js'
import {
  instant,
  isObject,
  type MemberRule,
  name,
  names,
  number,
  oneOf,
  optional,
  required,
  scopeValues,
  text,
  texts,
} from './record-rules.js'

// The rules for the records about tokens, proofs and assertions: docs/decisions/0034.

/** The members of a record that say how a person signed in. */
export const authenticationClass: readonly MemberRule[] = [optional('acr', name), optional('amr', names)]

const thumbprint = {
  allowed: 'an RFC 7638 thumbprint: 43 base64url characters',
  is: isThumbprint,
}

const confirmation = {
  allowed: '{ jkt } with an RFC 7638 thumbprint',
  is: (value: unknown): boolean => isObject(value) && isThumbprint(Reflect.get(value, 'jkt')),
}

/** Checks the claims of a verified access token. */
export const readAccessTokenClaims: RecordReader<AccessTokenClaims> = createRecordReader<AccessTokenClaims>({
  source: 'host',
  members: [
    required('subject', name),
    required('clientId', name),
    required('scope', scopeValues),
    required('audience', texts),
    required('tokenId', name),
    required('authenticatedAt', instant),
    required('expiresAt', instant),
    optional('issuedAt', instant),
    optional('grantId', name),
    optional('organization', text),
    optional('confirmation', confirmation),
    optional('occasion', oneOf(['deviceCode', 'login', 'password', 'refreshToken'])),
    ...authenticationClass,
  ],
})

/** Checks the claims of a DPoP proof. */
export const readProofClaims: RecordReader<ProofClaims> = createRecordReader<ProofClaims>({
  source: 'host',
  members: [
    required('jkt', thumbprint),
    required('proofId', text),
    required('method', text),
    required('url', text),
    required('issuedAt', number),
    optional('nonce', text),
    optional('tokenHash', text),
  ],
})

/** Checks the tokens that an issuer returned. */
export const readIssuedTokens: RecordReader<IssuedTokens> = createRecordReader<IssuedTokens>({
  source: 'host',
  members: [
    required('accessToken', name),
    required('tokenType', name),
    required('lifetime', {
      allowed: 'milliseconds, at least a second',
      is: (value) => typeof value === 'number' && Number.isFinite(value) && value >= second,
    }),
    optional('refreshToken', text),
    optional('idToken', text),
  ],
})

/**
 * Checks the types of the claims of a signed client assertion. Their values come from the client and are judged later.
 */
export const readAssertionClaims: RecordReader<AssertionClaims> = createRecordReader<AssertionClaims>({
  source: 'host',
  members: [
    required('issuer', text),
    required('subject', text),
    required('audience', texts),
    required('assertionId', text),
    required('expiresAt', number),
    optional('notBefore', number),
  ],
})
