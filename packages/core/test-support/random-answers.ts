import fc from 'fast-check'
import { longestFormat, type UserCodeFormat } from '../src/machine/user-code.js'
import type { Success, SuccessKind } from '../src/protocol/outcome.js'
import type { Dialect } from '../src/wire/dialect.js'

const longestLife = 366 * 86_400_000
const durations = fc.integer({ min: 1_000, max: longestLife })
const instants = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 })
const texts = fc.string({ minLength: 1, maxLength: 40 })
const scopes = fc.uniqueArray(fc.stringMatching(/^[a-z:/.]{1,12}$/), { maxLength: 4 })
const base64url = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))
const organizations = fc.array(fc.record({ key: texts, name: texts }), { maxLength: 3 }).chain((all) =>
  fc.option(fc.constantFrom(...all, undefined), { nil: undefined }).map((chosen) => ({
    all,
    ...(chosen && { chosen }),
  })),
)

/** Returns random responses of every kind, with user codes of the format of the dialect. */
export function responsesOf({
  userCode,
}: Pick<Dialect, 'userCode'>): Readonly<Record<SuccessKind, fc.Arbitrary<Success>>> {
  const character = fc.constantFrom(...userCode.alphabet)
  const codeOf = ({ length }: UserCodeFormat) =>
    fc.array(character, { minLength: length, maxLength: length }).map((all) => all.join(''))
  return {
    authorizationStarted: fc.record({
      kind: fc.constant('authorizationStarted'),
      deviceCode: fc.stringMatching(/^[\w-]{65}$/),
      userCode: fc.oneof(codeOf(userCode), codeOf(longestFormat(userCode))),
      linkProof: fc.stringMatching(/^[\w-]{16}$/),
      grantId: base64url,
      lifetime: durations,
      expiresAt: instants,
      interval: durations,
    }),
    tokensIssued: fc.record(
      {
        kind: fc.constant('tokensIssued'),
        issuedAt: fc.integer({ min: 1_000, max: 4_000_000_000_000 }),
        accessToken: texts,
        tokenType: fc.constant('Bearer'),
        lifetime: durations,
        scope: scopes,
        refreshToken: texts,
        refreshLifetime: durations,
        idToken: texts,
        organizations,
      },
      // In the dialect with signed refresh tokens a client always gets one: its schema has no response without.
      { requiredKeys: ['kind', 'issuedAt', 'accessToken', 'tokenType', 'lifetime', 'scope', 'refreshToken'] },
    ),
    tokenRevoked: fc.constant({ kind: 'tokenRevoked' }),
    clientRegistered: fc.record(
      {
        kind: fc.constant('clientRegistered'),
        clientId: texts,
        clientSecret: texts,
        issuedAt: instants,
        expiresAt: instants,
        name: fc.string({ maxLength: 40 }),
        authMethod: fc.constantFrom('client_secret_basic', 'client_secret_post'),
        grantTypes: fc.subarray(['device_code', 'refresh_token', 'password'] as const),
        scope: scopes,
      },
      // In the dialect of programs that always send a secret, its schema has no response without.
      { requiredKeys: ['kind', 'clientId', 'clientSecret', 'issuedAt', 'name', 'authMethod', 'grantTypes', 'scope'] },
    ),
    tokenIntrospected: fc.oneof(
      fc.constant({ kind: 'tokenIntrospected', active: false } as const),
      fc.record(
        {
          kind: fc.constant('tokenIntrospected'),
          active: fc.constant(true),
          use: fc.constantFrom('accessToken', 'refreshToken'),
          clientId: texts,
          subject: texts,
          username: texts,
          scope: scopes,
          audience: fc.array(texts, { maxLength: 3 }),
          expiresAt: instants,
          issuedAt: instants,
          tokenId: texts,
          authenticatedAt: instants,
          acr: texts,
          amr: fc.array(texts, { maxLength: 3 }),
        },
        {
          requiredKeys: [
            'kind',
            'active',
            'use',
            'clientId',
            'subject',
            'username',
            'scope',
            'audience',
            'expiresAt',
            'authenticatedAt',
          ],
        },
      ),
    ),
  }
}
