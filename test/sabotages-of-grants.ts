import type { AuditRequest, AuditResponse } from '@devicegrant/testing'
import {
  isAt,
  isForm,
  parametersOf,
  refreshTokenIn,
  type Sabotage,
  sentBy,
  spoilt,
  text,
  withBody,
  withParameters,
} from './spoilt.js'

let count = 0
const used = new Set<string>()

/** Ways of being wrong about refresh tokens and what comes with them, and audits that have to notice. */
export const grantSabotages: readonly Sabotage[] = [
  {
    what: 'answers a lost refresh with other tokens',
    target: spoilt({
      response: (came: AuditResponse, sent) =>
        refreshTokenIn(sent) === null
          ? came
          : { ...came, body: came.body.replace('"access_token":"', `"access_token":"${count++}-`) },
    }),
    fails: ['refresh-again-for-a-lost-answer', 'refresh-in-a-race', 'refresh-reused-too-late'],
  },
  {
    what: 'gives the same refresh token for ever',
    target: spoilt({
      response: (came, sent) => {
        const token = refreshTokenIn(sent)
        return token === null
          ? came
          : { ...came, body: came.body.replace(/("refresh_token":)"[^"]*"/, `$1${JSON.stringify(token)}`) }
      },
    }),
    fails: ['refresh-rotates'],
  },
  {
    what: 'ends nothing when a refresh token comes back',
    target: spoilt({
      request: (sent) => {
        const token = refreshTokenIn(sent)
        if (token === null) return sent
        if (used.has(token)) return withParameters(sent, { refresh_token: 'nothing' })
        used.add(token)
        return sent
      },
    }),
    fails: ['refresh-reused-too-late', 'refresh-reused-after-many-uses', 'refresh-reused-ends-access'],
  },
  {
    what: 'gives refresh tokens to everybody',
    target: spoilt({
      response: (came) =>
        /"access_token"/.test(came.body) && !/"refresh_token"/.test(came.body)
          ? { ...came, body: came.body.replace('{', '{"refresh_token":"x",') }
          : came,
    }),
    fails: ['refresh-token-for-its-scope', 'refresh-token-is-the-choice-of-the-person'],
  },
  {
    what: 'refreshes everything whatever is asked for',
    target: spoilt({
      request: (sent) =>
        refreshTokenIn(sent) === null ? sent : withParameters(sent, { scope: undefined, resource: undefined }),
    }),
    fails: ['refresh-narrows-the-scope', 'refresh-never-widens-the-scope', 'refresh-never-widens-the-resources'],
  },
  {
    what: 'revokes nothing',
    target: spoilt({
      request: (sent) =>
        isAt(sent, /\/revoke$/) && isForm(sent) && parametersOf(sent).get('token')
          ? withParameters(sent, { token: 'nothing' })
          : sent,
    }),
    fails: [
      'revoke-refresh-token',
      'revoke-access-token',
      'revoke-ends-every-token',
      'revoke-ends-lost-answers',
      'revoke-whatever-the-hint',
      'introspect-revoked-token',
      'linked-follows-revocation',
    ],
  },
  {
    what: 'reveals which tokens it knows',
    target: spoilt({
      response: (came, sent) =>
        isAt(sent, /\/revoke$/) && parametersOf(sent).get('token') === 'nothing' ? { ...came, status: 400 } : came,
    }),
    fails: ['revoke-unknown-token', 'metadata-is-true-of-revocation'],
  },
  {
    what: 'reads tokens in the URL',
    target: spoilt({
      request: (sent) => {
        const [path = '', query = ''] = sent.path.split('?')
        if (sent.method !== 'POST' || !isForm(sent) || !/token=/.test(query)) return sent
        return { ...sent, path, body: [text(sent.body), query].filter((part) => part !== '').join('&') }
      },
    }),
    fails: ['refresh-reads-no-query', 'revoke-reads-no-query', 'introspect-reads-no-query'],
  },
  {
    what: 'says why a token is not active',
    target: spoilt({ response: withBody(/"active":false/, '"active":false,"reason":"expired"') }),
    fails: [
      'introspect-whatever-is-no-token',
      'introspect-revoked-token',
      'introspect-expired-token',
      'introspect-used-refresh-token',
      'introspect-own-tokens-only',
      'refresh-reused-ends-access',
      'revoke-ends-every-token',
    ],
  },
  {
    what: 'sends fractions of seconds, and more members than it should',
    target: spoilt({ response: withBody(/"exp":(\d+)/, '"exp":$1.5,"email":"alice@example.com"') }),
    fails: ['introspect-access-token', 'introspect-refresh-token', 'introspect-says-no-more'],
  },
  {
    what: 'lets every client introspect every token',
    target: spoilt({
      request: (sent) =>
        isAt(sent, /\/introspect$/) && isForm(sent) ? sentBy(sent, 'fake-api', 'fake-api-secret') : sent,
    }),
    fails: [
      'introspect-needs-a-client',
      'introspect-needs-the-right',
      'introspect-own-tokens-only',
      'introspect-by-audience-only',
    ],
  },
  {
    what: 'lists the password grant',
    target: spoilt({ response: withBody(/"grant_types_supported":\[/, '"grant_types_supported":["password",') }),
    fails: ['metadata-lists-nothing-weak', 'metadata-is-true-of-grants-and-methods'],
  },
  {
    what: 'lists no authentication methods',
    target: spoilt({ response: withBody(/"\w+_endpoint_auth_methods_supported":\[[^\]]*\],?/g, '') }),
    fails: [
      'metadata-is-true-of-grants-and-methods',
      'metadata-is-true-of-revocation',
      'metadata-is-true-of-introspection',
      'metadata-is-true-of-assertions',
    ],
  },
  {
    what: 'gives tokens for passwords to every client',
    target: spoilt({
      settings: { passwordGrant: true },
      request: (sent) =>
        isAt(sent, /\/token$/) && isForm(sent) && parametersOf(sent).get('grant_type') === 'password'
          ? sentBy(sent, 'fake-legacy', 'fake-legacy-secret')
          : sent,
    }),
    fails: ['password-grant-is-off', 'password-grant-needs-its-client'],
  },
  {
    what: 'believes every claim of an assertion',
    target: spoilt({
      request: async (sent, { signingClient }) =>
        isForm(sent) && parametersOf(sent).has('client_assertion')
          ? withParameters(sent, { client_assertion: await signingClient?.assert() })
          : sent,
    }),
    fails: [
      'client-assertion-names-the-server',
      'client-assertion-names-one-audience',
      'client-assertion-is-of-its-kind',
      'client-assertion-is-judged',
      'client-assertion-is-good-once',
      'client-assertion-is-signed',
    ],
  },
  {
    what: 'takes an assertion for the issuer and others',
    target: spoilt({
      request: async (sent, { signingClient, issuer }) =>
        severalAudiences(sent).includes(issuer)
          ? withParameters(sent, { client_assertion: await signingClient?.assert() })
          : sent,
    }),
    fails: ['client-assertion-names-one-audience'],
  },
  {
    what: 'takes any JWT of a client for an assertion',
    target: spoilt({
      request: async (sent, { signingClient }) =>
        partsOfAssertion(sent)[0]?.['typ'] === 'at+jwt'
          ? withParameters(sent, { client_assertion: await signingClient?.assert() })
          : sent,
    }),
    fails: ['client-assertion-is-of-its-kind'],
  },
  {
    what: 'says that it has ended what it has not',
    target: spoilt({
      response: (came, sent) =>
        isAt(sent, /\/linked\/end$/) ? { ...came, status: 200, body: '{"ended":true}' } : came,
      request: (sent) => (isAt(sent, /\/linked\/end$/) ? { ...sent, body: '{"id":"nothing"}' } : sent),
    }),
    fails: [
      'linked-ends-one',
      'linked-ends-all',
      'linked-end-is-introspected',
      'linked-is-ones-own',
      'linked-needs-a-person',
      'linked-is-not-for-devices',
      'linked-takes-json-only',
    ],
  },
  {
    what: 'puts tokens and codes on the list of devices',
    target: spoilt({
      response: (came, sent) =>
        isAt(sent, /\/linked\/list$/)
          ? { ...came, body: came.body.replace('{', `{"last":"${lastToken}",`) }
          : keep(came),
    }),
    fails: ['linked-tells-no-secrets'],
  },
  {
    what: 'ends every list of devices after its first page',
    target: spoilt({
      response: (came, sent) =>
        isAt(sent, /\/linked(\/list)?$/)
          ? { ...came, body: came.body.replace(/,"next":"[^"]*"/, '').replace(' rel="next"', '') }
          : came,
    }),
    fails: ['linked-comes-in-pages', 'linked-ends-all-of-very-many'],
  },
  {
    what: 'keeps every sign-in, however many there are',
    target: spoilt({
      response: (came, sent) =>
        isAt(sent, /\/linked\/list$/) && came.status === 401 ? { ...came, status: 200, body: '{"devices":[]}' } : came,
    }),
    fails: ['linked-has-a-most', 'linked-ends-all', 'linked-needs-a-person'],
  },
  {
    what: 'shows a list of devices without a sign-in',
    target: spoilt({
      response: (came, sent) =>
        isAt(sent, /\/device\/linked$/) && sent.method === 'GET' && /name="password"/.test(came.body)
          ? { ...came, body: '<p>No device is linked to your account.</p>' }
          : came,
    }),
    fails: ['linked-page-asks-to-sign-in', 'linked-page-ends-all'],
  },
]

let lastToken = ''

function keep(came: AuditResponse): AuditResponse {
  lastToken = /"access_token":"([^"]*)"/.exec(came.body)?.[1] ?? lastToken
  return came
}

/** The header and the claims of the assertion in a request. */
function partsOfAssertion(sent: AuditRequest): readonly Readonly<Record<string, unknown>>[] {
  const assertion = isForm(sent) ? parametersOf(sent).get('client_assertion') : null
  if (assertion === null || !/^[\w-]+\.[\w-]+\./.test(assertion)) return []
  const [header = '', claims = ''] = assertion.split('.')
  return [header, claims].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
}

/** The audiences of the assertion in a request, where it names several. */
function severalAudiences(sent: AuditRequest): readonly unknown[] {
  const audience = partsOfAssertion(sent)[1]?.['aud']
  return Array.isArray(audience) && audience.length > 1 ? audience : []
}
