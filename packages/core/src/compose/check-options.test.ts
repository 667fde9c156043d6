import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import type { ConfigurationProblem } from '../misuse/configuration-error.js'
import { pageTexts } from '../verification/language/languages.js'
import { ConfigurationError, checkOptions } from './check-options.js'
import type { DeviceGrantOptions } from './options.js'

// Wrong options throw at construction, in one error for all of them.

const memory = createMemoryStores()
const { families: _, ...withoutFamilies } = memory
const { jtis: __, ...withoutJtis } = memory
const { authorizations: ___, ...withoutAuthorizations } = memory
const good: DeviceGrantOptions = {
  ...createFakeHost({ issuer: 'https://example.com' }).options,
  stores: withoutFamilies,
}
const { deny: ____, ...withoutDeny } = pageTexts.en
const verifier = { verify: () => {} }

/** Options as JavaScript can pass them, without a type check. */
type Unchecked = Readonly<Record<string, unknown>>

/** The problems of right options with these changes. */
function problemsOf(changes: Unchecked): readonly ConfigurationProblem[] {
  const options: DeviceGrantOptions = Object.assign({}, good, changes)
  try {
    checkOptions(options)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

const named = (problems: readonly ConfigurationProblem[]) => problems.map(({ option }) => option)
const messages = (problems: readonly ConfigurationProblem[]) => problems.map(({ message }) => message)

describe('right options', () => {
  it.each<[string, Unchecked]>([
    ['as they are', {}],
    ['an issuer with a path', { issuer: 'https://example.com/tenant' }],
    ['an issuer with a port', { issuer: 'https://example.com:8443' }],
    ['an issuer with a slash at the end', { issuer: 'https://example.com/' }],
    ['http on localhost', { issuer: 'http://localhost:3000' }],
    ['http on 127.0.0.1', { issuer: 'http://127.0.0.1:3000' }],
    ['http on another loopback address', { issuer: 'http://127.8.9.10' }],
    ['http on IPv6 loopback', { issuer: 'http://[::1]:3000' }],
    // RFC 6761 §6.3: every name below .localhost is loopback.
    ['http on a name below .localhost', { issuer: 'http://login.localhost:3000' }],
    ['http on a name far below .localhost', { issuer: 'http://a.tenant.localhost' }],
    ['http on another host, if allowed explicitly', { issuer: 'http://auth.test', allowInsecureIssuer: true }],
    ['a base URL of the same origin', { baseUrl: 'https://example.com/oauth' }],
    ['32 bytes of secret', { secret: Uint8Array.from({ length: 32 }, (_, index) => index) }],
    ['32 characters of secret', { secret: '3f1c9a5d7e2b8046af13c5d9e7028b64' }],
    ['a token issuer with the same issuer', { tokens: { ...good.tokens, issuer: 'https://example.com' } }],
    ['a token issuer without an issuer', { tokens: { ...good.tokens, issuer: undefined } }],
    [
      'a token issuer whose issuer is not a string',
      { tokens: { ...good.tokens, issuer: new URL('https://x.example') } },
    ],
    ['an empty list of origins', { cors: { origins: [] } }],
    ['origins', { cors: { origins: ['https://app.example', 'https://app.example:8443', 'http://localhost:5173'] } }],
    ['origins of apps in a web view', { cors: { origins: ['capacitor://localhost', 'chrome-extension://abcdef'] } }],
    ['an http origin on a closed network', { allowInsecureIssuer: true, cors: { origins: ['http://app.test'] } }],
    ['stores with other members', { stores: { ...memory, close: () => {}, findings: [], signingKey: {} } }],
    [
      'ports with other members',
      {
        stores: { authorizations: { ...memory.authorizations, pool: 1 }, jtis: memory.jtis },
        clients: { ...good.clients, table: 'clients' },
      },
    ],
    [
      'host sessions instead of password login',
      { passwordLogin: undefined, hostSessions: { find: () => {}, signInUrl: () => {} } },
    ],
    ['password login and host sessions', { hostSessions: { find: () => {}, signInUrl: () => {} } }],
    ['caps of one grant', { policy: { grantsPerAccount: 1, grantsPerClient: 1 } }],
    ['a replay window of 0', { policy: { replayWindow: 0, refreshReplayWindow: 0 } }],
    ['token families', { stores: memory }],
    ['client assertions', { clientAssertions: { verifier } }],
    ['no client assertions and no jti store', { clientAssertions: undefined, stores: withoutJtis }],
    [
      'client assertions for the issuer or the endpoint',
      { clientAssertions: { verifier, audience: 'issuerOrEndpoint' } },
    ],
    ['tokens without a grant refused', { tokensWithoutGrant: 'refuse', stores: memory }],
    ['the password grant', { passwordLogin: { ...good.passwordLogin, passwordGrant: true, clientName: 'Our app' } }],
    [
      'the least or the greatest value of each member of the policy',
      {
        policy: {
          lifetime: 86_400_000,
          interval: 1_000,
          intervalGrowth: 60_000,
          intervalCeiling: 3_600_000,
          replayWindow: 60_000,
          tombstone: 0,
        },
      },
    ],
    ['a page', { page: { serviceName: 'Example', scopeDescriptions: { read: 'Read' } } }],
    ['a page in another language', { page: { language: 'de', serviceName: { de: 'Beispiel', en: 'Example' } } }],
    [
      'scope values by language',
      { page: { scopeDescriptions: { read: { en: 'Read', de: 'Lesen' }, write: 'Write' } } },
    ],
    ['own texts', { page: { messages: { de: { deny: 'Nein', nameChecked: '{service} kennt ihn' }, fr: {} } } }],
    ['a language of the host', { page: { language: 'zh-Hant', translations: { 'zh-Hant': pageTexts.zh } } }],
    ['a brand', { page: { accent: '#05a', logo: '/logo.svg', css: 'a > b {}', helpUrl: '/help' } }],
    [
      'a brand for both schemes',
      { page: { accent: { light: '#0055AA', dark: '#fff' }, privacyUrl: 'https://a.example/p' } },
    ],
    [
      'a logo with everything',
      { page: { logo: { src: 'https://a.example/l.png', alt: 'A', dark: '/d.png', width: 480, height: 160 } } },
    ],
    [
      'templates with sources',
      {
        page: {
          render: () => undefined,
          csp: {
            styleSrc: ["'self'", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
            imgSrc: ['https://cdn.example.com', 'data:'],
            fontSrc: ['data:'],
          },
        },
      },
    ],
    ['a timeout', { timeout: 500 }],
    ['trusted proxies', { trustedProxies: ['10.0.0.1', '2001:DB8::1'] }],
    ['ranges of trusted proxies', { trustedProxies: ['10.0.0.0/8', '10.1.2.3/16', 'fd00::/8', '0.0.0.0/1'] }],
    ['names of ranges', { trustedProxies: ['loopback', 'linklocal', 'uniquelocal'] }],
    ['no trusted proxies', { trustedProxies: [] }],
    ['a number of proxies', { trustedProxies: { hops: 1 } }],
    ['many proxies', { trustedProxies: { hops: 20 }, forwardedHeader: 'forwarded' }],
    ['a function that finds the address', { trustedProxies: () => '192.0.2.1' }],
    ['a list of proxies and their header', { trustedProxies: [], forwardedHeader: 'x-forwarded-for' }],
    ['a login without default scopes', { passwordLogin: { ...good.passwordLogin, defaultScopes: undefined } }],
    ['limits', { passwordLogin: { ...good.passwordLogin, limits: { permits: 1, queue: 0, longestWait: 0 } } }],
  ])('%s', (_, changes) => {
    expect(problemsOf(changes)).toEqual([])
  })
})

describe('a wrong', () => {
  it.each<[string, Unchecked]>([
    ['issuer', { issuer: undefined }],
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: 7 }],
    ['issuer', { issuer: 'example.com' }],
    ['issuer', { issuer: '/relative' }],
    ['issuer', { issuer: 'ftp://example.com' }],
    ['issuer', { issuer: 'javascript:alert(1)' }],
    ['issuer', { issuer: 'https://example.com?x=1' }],
    ['issuer', { issuer: 'https://example.com?' }],
    ['issuer', { issuer: 'https://example.com#x' }],
    ['issuer', { issuer: 'https://example.com#' }],
    ['issuer', { issuer: 'https://user:pw@example.com' }],
    ['issuer', { issuer: ' https://example.com' }],
    // RFC 8414 §2: https, except on loopback.
    ['issuer', { issuer: 'http://example.com' }],
    ['issuer', { issuer: 'http://10.0.0.1' }],
    ['issuer', { issuer: 'http://localhost.evil.example' }],
    ['issuer', { issuer: 'http://evillocalhost' }],
    ['issuer', { issuer: 'http://.localhost' }],
    ['issuer', { issuer: 'http://127.0.0.1.evil.example' }],
    ['issuer', { issuer: 'http://auth.test', allowInsecureIssuer: 'yes' }],
    ['baseUrl', { baseUrl: 'https://other.example' }],
    ['baseUrl', { baseUrl: 'http://example.com' }],
    ['baseUrl', { baseUrl: 'https://example.com:8443' }],
    ['baseUrl', { baseUrl: 'https://example.com/oauth/' }],
    ['baseUrl', { baseUrl: 'https://example.com/oauth?x' }],
    ['baseUrl', { baseUrl: 'https://example.com//evil.example' }],
    ['issuer', { issuer: 'https://example.com//evil.example' }],
    ['baseUrl', { baseUrl: '/oauth' }],
    ['baseUrl', { baseUrl: '' }],
    ['secret', { secret: undefined }],
    ['secret', { secret: 'x'.repeat(31) }],
    ['secret', { secret: new Uint8Array(31) }],
    ['secret', { secret: 12_345_678 }],
    ['secret', { secret: Array.from({ length: 32 }, () => 1) }],
    ['secret', { secret: 'a'.repeat(64) }],
    ['secret', { secret: new Uint8Array(32) }],
    ['tokens', { tokens: { ...good.tokens, issuer: 'https://example.com/' } }],
    ['tokens', { tokens: { ...good.tokens, issuer: 'https://other.example' } }],
    ['cors', { cors: [] }],
    ['cors', { cors: 'https://app.example' }],
    ['cors.origins', { cors: {} }],
    ['cors.origins', { cors: { origins: 'https://app.example' } }],
    ['cors.origins', { cors: { origins: ['*'] } }],
    ['cors.origins', { cors: { origins: ['null'] } }],
    ['cors.origins', { cors: { origins: ['https://*.example'] } }],
    ['cors.origins', { cors: { origins: ['https://app.example/'] } }],
    ['cors.origins', { cors: { origins: ['https://app.example/path'] } }],
    ['cors.origins', { cors: { origins: ['https://APP.example'] } }],
    ['cors.origins', { cors: { origins: ['https://app.example:443'] } }],
    ['cors.origins', { cors: { origins: ['https://me:pw@app.example'] } }],
    ['cors.origins', { cors: { origins: ['app.example'] } }],
    ['cors.origins', { cors: { origins: ['http://app.example'] } }],
    ['cors.origins', { cors: { origins: ['https://app.example, https://other.example'] } }],
    ['cors.origins', { cors: { origins: [/example/] } }],
    ['cors.origin', { cors: { origins: [], origin: '*' } }],
    ['stores', { stores: undefined }],
    ['stores', { stores: null }],
    ['stores', { stores: 'redis://localhost' }],
    ['stores', { stores: [memory] }],
    ['stores.authorizations', { stores: withoutAuthorizations }],
    ['stores.authorizations', { stores: { ...memory, authorizations: null } }],
    ['stores.authorizations', { stores: { ...memory, authorizations: 'redis://localhost' } }],
    [
      'stores.authorizations',
      { stores: { ...memory, authorizations: { ...memory.authorizations, replace: undefined } } },
    ],
    ['stores.clock', { stores: { ...memory, clock: () => 0 } }],
    ['stores.familes', { stores: { ...memory, familes: memory.families } }],
    ['stores.family', { stores: { ...memory, family: memory.families } }],
    ['stores.familyStore', { stores: { ...withoutFamilies, familyStore: memory.families } }],
    ['stores.families', { stores: { ...memory, families: null } }],
    ['stores.jtis', { stores: { ...memory, jtis: null } }],
    ['stores.clock', { stores: { ...memory, clock: null } }],
    ['stores.jti', { stores: { ...memory, jti: memory.jtis } }],
    ['store', { store: memory.authorizations }],
    ['families', { families: memory.families }],
    ['clients', { clients: new Map() }],
    ['clients', { clients: [] }],
    [
      'accounts.findOrganisations',
      { accounts: { ...good.accounts, findOrganizations: undefined, findOrganisations: 1 } },
    ],
    ['accounts.findOrganizations', { accounts: { ...good.accounts, findOrganizations: null } }],
    ['accounts.replacePasswordHash', { accounts: { ...good.accounts, replacePasswordHash: 'yes' } }],
    ['tokens.verify', { tokens: { ...good.tokens, verify: 'yes' } }],
    ['tokens.jwks', { tokens: { ...good.tokens, jwks: { keys: [] } } }],
    ['tokens.audience', { tokens: { ...good.tokens, audience: ['https://api.example'] } }],
    ['tokens.audience', { tokens: { ...good.tokens, audience: '' } }],
    ['locateAddress', { locateAddress: { find: () => {} } }],
    ['riskPolicy', { riskPolicy: {} }],
    ['riskPolicy', { riskPolicy: () => ({ verdict: 'allow' }) }],
    ['riskPolicy.onView', { riskPolicy: { onView: 'warn' } }],
    ['riskPolicy.onview', { riskPolicy: { onDecide: () => {}, onview: () => {} } }],
    ['hostSessions', { hostSessions: null }],
    ['hostSessions.endall', { hostSessions: { find: () => {}, signInUrl: () => {}, endall: () => {} } }],
    ['accounts', { accounts: { findByUsername: () => {} } }],
    ['accounts', { accounts: { findAccount: () => {} } }],
    ['tokens', { tokens: { issue: 'yes' } }],
    ['policy.lifetime', { policy: { lifetime: 600 } }],
    ['policy.lifetime', { policy: { lifetime: 1_500 } }],
    ['policy.lifetime', { policy: { lifetime: 86_401_000 } }],
    ['policy.lifetime', { policy: { lifetime: Number.NaN } }],
    ['policy.lifetime', { policy: { lifetime: undefined } }],
    ['policy.lifetime', { policy: { lifetime: '600000' } }],
    ['policy.interval', { policy: { interval: 5 } }],
    ['policy.interval', { policy: { interval: -5_000 } }],
    ['policy.interval', { policy: { interval: 61_000, intervalCeiling: 61_000 } }],
    ['policy.intervalGrowth', { policy: { intervalGrowth: 0 } }],
    ['policy.intervalCeiling', { policy: { interval: 10_000, intervalCeiling: 5_000 } }],
    ['policy.intervalCeiling', { policy: { intervalCeiling: Number.POSITIVE_INFINITY } }],
    ['policy.replayWindow', { policy: { replayWindow: -1 } }],
    ['policy.replayWindow', { policy: { replayWindow: 60_001 } }],
    ['policy.tombstone', { policy: { tombstone: 86_400_001 } }],
    ['policy.refreshLifetime', { policy: { refreshLifetime: 0 } }],
    ['policy.refreshLifetime', { policy: { refreshLifetime: '30d' } }],
    ['policy.refreshIdle', { policy: { refreshIdle: -1 } }],
    ['policy.refreshReplayWindow', { policy: { refreshReplayWindow: 60_001 } }],
    ['policy.grantsPerAccount', { policy: { grantsPerAccount: 0 } }],
    ['policy.grantsPerAccount', { policy: { grantsPerAccount: 1_001 } }],
    ['policy.grantsPerClient', { policy: { grantsPerClient: 2.5 } }],
    ['policy.grantsPerClient', { policy: { grantsPerClient: Number.NaN } }],
    ['stores.families', { stores: { ...memory, families: {} } }],
    ['stores.families', { stores: { ...memory, families: { ...memory.families, revokeBefore: undefined } } }],
    ['clientAssertions.verifier', { clientAssertions: { verifier: {} } }],
    ['stores.jtis', { stores: withoutJtis }],
    ['stores.jtis', { stores: { ...memory, jtis: {} } }],
    ['stores.limits', { stores: { ...memory, limits: { reserve: () => {} } } }],
    ['stores.limit', { stores: { ...memory, limit: memory.limits } }],
    ['clientAssertions.used', { clientAssertions: { verifier, used: memory.jtis } }],
    ['clientAssertions.audience', { clientAssertions: { verifier, audience: 'endpoint' } }],
    ['tokensWithoutGrant', { tokensWithoutGrant: false }],
    ['tokensWithoutGrant', { tokensWithoutGrant: 'refuse' }],
    ['challenge', { challenge: '/captcha' }],
    ['challenge', { challenge: null }],
    ['onWarning', { onWarning: 'console' }],
    ['acceptWarnings', { acceptWarnings: 'limits-off' }],
    ['acceptWarnings', { acceptWarnings: ['limits-of'] }],
    ['passwordLogin.passwordGrant', { passwordLogin: { ...good.passwordLogin, passwordGrant: 'yes' } }],
    ['passwordLogin.clientName', { passwordLogin: { ...good.passwordLogin, clientName: 7 } }],
    ['passwordLogin', { passwordLogin: undefined }],
    ['hostSessions', { hostSessions: {} }],
    ['hostSessions', { passwordLogin: undefined, hostSessions: { find: () => {} } }],
    ['hostSessions.endAll', { hostSessions: { find: () => {}, signInUrl: () => {}, endAll: true } }],
    ['passwordLogin.hasher', { passwordLogin: { ...good.passwordLogin, hasher: {} } }],
    ['passwordLogin.scopes', { passwordLogin: { ...good.passwordLogin, scopes: undefined, defaultScopes: [] } }],
    ['passwordLogin.defaultScopes', { passwordLogin: { ...good.passwordLogin, defaultScopes: 'read' } }],
    [
      'passwordLogin.defaultScopes',
      { passwordLogin: { ...good.passwordLogin, scopes: ['read'], defaultScopes: ['write'] } },
    ],
    ['passwordLogin.limits', { passwordLogin: { ...good.passwordLogin, limits: { permits: 0 } } }],
    ['passwordLogin.limits', { passwordLogin: { ...good.passwordLogin, limits: { permits: 1.5 } } }],
    ['passwordLogin.limits', { passwordLogin: { ...good.passwordLogin, limits: { queue: -1 } } }],
    ['passwordLogin.limits', { passwordLogin: { ...good.passwordLogin, limits: { longestWait: Number.NaN } } }],
    ['trustedProxies', { trustedProxies: ['10.0.0.0/33'] }],
    ['trustedProxies', { trustedProxies: ['10.0.0.0/08'] }],
    ['trustedProxies', { trustedProxies: ['010.0.0.0/8'] }],
    ['trustedProxies', { trustedProxies: ['10.0.0.1', 'proxy.internal'] }],
    ['trustedProxies', { trustedProxies: ['Loopback'] }],
    ['trustedProxies', { trustedProxies: [''] }],
    ['trustedProxies', { trustedProxies: ['10.0.0.1, 10.0.0.2'] }],
    ['trustedProxies', { trustedProxies: ['fe80::1%eth0'] }],
    ['trustedProxies', { trustedProxies: ['0.0.0.0/0'] }],
    ['trustedProxies', { trustedProxies: ['::/0'] }],
    ['trustedProxies', { trustedProxies: ['::ffff:0:0/96'] }],
    ['trustedProxies', { trustedProxies: [1] }],
    ['trustedProxies', { trustedProxies: 'loopback' }],
    ['trustedProxies', { trustedProxies: true }],
    ['trustedProxies', { trustedProxies: 1 }],
    ['trustedProxies', { trustedProxies: null }],
    ['trustedProxies.hops', { trustedProxies: {} }],
    ['trustedProxies.hops', { trustedProxies: { hops: 0 } }],
    ['trustedProxies.hops', { trustedProxies: { hops: 21 } }],
    ['trustedProxies.hops', { trustedProxies: { hops: 1.5 } }],
    ['trustedProxies.hops', { trustedProxies: { hops: '1' } }],
    ['trustedProxies.hop', { trustedProxies: { hop: 1 } }],
    ['forwardedHeader', { trustedProxies: ['10.0.0.1'], forwardedHeader: 'x-real-ip' }],
    ['forwardedHeader', { trustedProxies: ['10.0.0.1'], forwardedHeader: 'Forwarded' }],
    ['forwardedHeader', { trustedProxies: ['10.0.0.1'], forwardedHeader: null }],
    ['forwardedHeader', { forwardedHeader: 'forwarded' }],
    ['forwardedHeader', { trustedProxies: () => undefined, forwardedHeader: 'forwarded' }],
    ['page.serviceName', { page: { serviceName: 7 } }],
    ['page.serviceName', { page: { serviceName: undefined } }],
    ['page.serviceName', { page: { serviceName: { de: 'Beispiel' } } }],
    ['page.serviceName.xx', { page: { serviceName: { en: 'Example', xx: 'Example' } } }],
    ['page.serviceName.de', { page: { serviceName: { en: 'Example', de: 7 } } }],
    ['page.language', { page: { language: 'nl' } }],
    ['page.language', { page: { language: 'DE' } }],
    ['page.language', { page: { language: undefined } }],
    ['page.messages', { page: { messages: undefined } }],
    ['page.messages', { page: { messages: 'de' } }],
    ['page.messages.de', { page: { messages: { de: undefined } } }],
    ['page.messages.de', { page: { messages: { de: 'Nein' } } }],
    ['page.messages.nl', { page: { messages: { nl: pageTexts.en } } }],
    ['page.messages.de.denny', { page: { messages: { de: { denny: 'Nein' } } } }],
    ['page.messages.de.deny', { page: { messages: { de: { deny: undefined } } } }],
    ['page.messages.de.deny', { page: { messages: { de: { deny: ' ' } } } }],
    ['page.messages.de.deny', { page: { messages: { de: { deny: () => 'Nein' } } } }],
    ['page.messages.de.nameChecked', { page: { messages: { de: { nameChecked: 'Geprüft' } } } }],
    ['page.messages.de.nameChecked', { page: { messages: { de: { nameChecked: '{service} {name}' } } } }],
    ['page.translations', { page: { translations: null } }],
    ['page.translations.de', { page: { translations: { de: pageTexts.de } } }],
    ['page.translations.NL', { page: { translations: { NL: pageTexts.en } } }],
    ['page.translations."not a tag"', { page: { translations: { 'not a tag': pageTexts.en } } }],
    ['page.translations.nl', { page: { translations: { nl: { ...withoutDeny } } } }],
    ['page.translations.nl', { page: { translations: { nl: 7 } } }],
    ['page.scopeDescriptions.read', { page: { scopeDescriptions: { read: undefined } } }],
    ['page.scopeDescriptions.read', { page: { scopeDescriptions: { read: { de: 'Lesen' } } } }],
    ['page.scopeDescriptions', { page: { scopeDescriptions: 'Read' } }],
    ['page.accent', { page: { accent: 'rebeccapurple' } }],
    ['page.accent', { page: { accent: '#05a; } body { display: none' } }],
    ['page.accent', { page: { accent: { light: '#05a' } } }],
    ['page.accent', { page: { accent: null } }],
    ['page.accent.drak', { page: { accent: { light: '#05a', dark: '#8cf', drak: '#8cf' } } }],
    ['page.logo', { page: { logo: 'logo.svg' } }],
    ['page.logo', { page: { logo: 'http://a.example/logo.svg' } }],
    ['page.logo', { page: { logo: 7 } }],
    ['page.logo.src', { page: { logo: {} } }],
    ['page.logo.src', { page: { logo: { src: 'data:text/html,<script>' } } }],
    ['page.logo.dark', { page: { logo: { src: '/l.svg', dark: '//evil.example/l.svg' } } }],
    ['page.logo.alt', { page: { logo: { src: '/l.svg', alt: 7 } } }],
    ['page.logo.width', { page: { logo: { src: '/l.svg', width: 481 } } }],
    ['page.logo.height', { page: { logo: { src: '/l.svg', height: '32' } } }],
    ['page.logo.url', { page: { logo: { url: '/l.svg' } } }],
    ['page.css', { page: { css: 7 } }],
    ['page.css', { page: { css: 'a {} </style><script>alert(1)</script>' } }],
    ['page.css', { page: { css: 'a {} </STYLE\n>' } }],
    ['page.css', { page: { css: '<!-- a {} -->' } }],
    ['page.css', { page: { css: 'a {}\0' } }],
    ['page.helpUrl', { page: { helpUrl: 'javascript:alert(1)' } }],
    ['page.helpUrl', { page: { helpUrl: '//evil.example' } }],
    ['page.privacyUrl', { page: { privacyUrl: 'http://a.example/privacy' } }],
    ['page.render', { page: { render: '<p>' } }],
    ['page.csp', { page: { csp: { styleSrc: ["'self'"] } } }],
    ['page.csp', { page: { render: () => undefined, csp: [] } }],
    ['page.csp.scriptSrc', { page: { render: () => undefined, csp: { scriptSrc: ["'self'"] } } }],
    ['page.csp.styleSrc', { page: { render: () => undefined, csp: { styleSrc: ["'unsafe-inline'"] } } }],
    ['page.csp.styleSrc', { page: { render: () => undefined, csp: { styleSrc: ['data:'] } } }],
    ['page.csp.imgSrc', { page: { render: () => undefined, csp: { imgSrc: ['*'] } } }],
    ['page.csp.imgSrc', { page: { render: () => undefined, csp: { imgSrc: ['https://*.example.com'] } } }],
    ['page.csp.imgSrc', { page: { render: () => undefined, csp: { imgSrc: ['https:'] } } }],
    ['page.csp.imgSrc', { page: { render: () => undefined, csp: { imgSrc: ["data:; script-src 'self'"] } } }],
    ['page.csp.fontSrc', { page: { render: () => undefined, csp: { fontSrc: 'data:' } } }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: '1000' }],
    ['timeout', { timeout: 60_001 }],
    ['trustProxy', { trustProxy: ['10.0.0.1'] }],
    ['policy', { policy: 7 }],
    ['policy.lifeTime', { policy: { lifeTime: 600_000 } }],
    ['page', { page: null }],
    ['page.name', { page: { name: 'Example' } }],
    ['passwordLogin', { passwordLogin: true }],
    ['passwordLogin.scope', { passwordLogin: { ...good.passwordLogin, scope: ['read'] } }],
    ['passwordLogin.limits', { passwordLogin: { ...good.passwordLogin, limits: null } }],
    ['passwordLogin.limits.permit', { passwordLogin: { ...good.passwordLogin, limits: { permit: 1 } } }],
    ['clientAssertions', { clientAssertions: null }],
    ['clientAssertions.once', { clientAssertions: { ...good.clientAssertions, once: memory.jtis } }],
    ['runtime', { runtime: null }],
    ['runtime.random', { runtime: { random: undefined } }],
    ['runtime.random', { runtime: { random: null } }],
    ['runtime.digester', { runtime: { digester: () => '' } }],
    ['runtime.sealer', { runtime: { sealer: { seal: () => '' } } }],
    ['passwordLogin.clientId', { passwordLogin: { ...good.passwordLogin, clientId: '' } }],
    ['passwordLogin.clientId', { passwordLogin: { ...good.passwordLogin, clientId: null } }],
    ['passwordLogin.clientId', { passwordLogin: { ...good.passwordLogin, clientId: 42 } }],
    // One value with a space would be two on the wire.
    ['passwordLogin.scopes', { passwordLogin: { ...good.passwordLogin, scopes: ['read admin'], defaultScopes: [] } }],
    ['runtime.now', { runtime: { now: () => 0 } }],
    ['runtime.clock', { runtime: { clock: memory.clock } }],
    ['events', { events: [] }],
    ['onFault', { onFault: {} }],
  ])('%s: %j', (option, changes) => {
    expect(named(problemsOf(changes))).toEqual([option])
  })
})

describe('several wrong options', () => {
  it('are all in one error, one on each line', () => {
    const wrong = {
      issuer: 'http://example.com',
      baseUrl: 'nowhere',
      secret: 'short',
      stores: { authorizations: {}, jtis: {} },
      clients: {},
      accounts: {},
      tokens: {},
      policy: { lifetime: 1, interval: 1, intervalGrowth: 1, intervalCeiling: 1, replayWindow: -1, tombstone: -1 },
      passwordLogin: { hasher: {}, limits: { permits: 0 } },
      trustedProxies: ['*'],
    }
    const problems = problemsOf(wrong)
    expect(named(problems)).toEqual([
      'issuer',
      'baseUrl',
      'trustedProxies',
      'secret',
      'stores.authorizations',
      'stores.jtis',
      'clients',
      'accounts',
      'tokens',
      'policy.lifetime',
      'policy.interval',
      'policy.intervalGrowth',
      'policy.intervalCeiling',
      'policy.replayWindow',
      'policy.tombstone',
      'passwordLogin.hasher',
      'accounts',
      'passwordLogin.scopes',
      'passwordLogin.limits',
    ])
    const error = new ConfigurationError(problems)
    expect(error.name).toBe('ConfigurationError')
    expect(error.message.split('\n')).toEqual([
      'devicegrant is not configured correctly:',
      ...problems.map(({ code, message }) => `  - ${message} (${code})`),
      'docs/configuration-errors.md explains each code.',
    ])
  })

  it('name the functions that a port does not have', () => {
    expect(messages(problemsOf({ stores: { authorizations: { create: () => {} }, jtis: memory.jtis } }))).toEqual([
      'stores.authorizations must have the functions recordPoll, find, replace',
    ])
    expect(messages(problemsOf({ tokens: {} }))).toEqual(['tokens must have the function issue'])
  })

  it('say that a port is a function or a promise', () => {
    const tokens = Promise.resolve(good.tokens)
    expect(messages(problemsOf({ accounts: () => null, tokens }))).toEqual([
      'accounts must have the function findAccount, and is a function: call it, or write an object',
      'tokens must have the function issue, and is a promise: await it',
    ])
  })

  it('never repeat a secret in the message', () => {
    const secrets = ['hunter2', 'short-secret', 'https://root:hunter2@example.com']
    const text = JSON.stringify([
      problemsOf({ secret: 'short-secret', issuer: 'https://root:hunter2@example.com' }),
      problemsOf({ stores: 'redis://:hunter2@localhost', baseUrl: 'https://root:hunter2@example.com' }),
    ])
    for (const secret of secrets) expect(text).not.toContain(secret)
  })
})

describe('a port', () => {
  it('may be an instance of a class', () => {
    class Registry {
      async findClient() {
        return undefined
      }
    }
    expect(problemsOf({ clients: new Registry() })).toEqual([])
  })
})

describe('a wrong text of the page', () => {
  it('is named with the nearest name, the missing texts, or the placeholder', () => {
    const texts = { denny: 'Nein', nameChecked: 'Geprüft', signedInAs: '{name}{nmae}' }
    const { deny: _deny, approve: _approve, ...some } = pageTexts.en
    expect(messages(problemsOf({ page: { messages: { de: texts }, translations: { nl: some } } }))).toEqual([
      'page.messages.de.denny is not an option of createDeviceGrant: did you mean page.messages.de.deny?',
      'page.messages.de.nameChecked must contain {service}, where the page writes the value',
      'page.messages.de.signedInAs must not contain {nmae}: it takes {name}',
      'page.translations.nl must have every text. It lacks deny, approve',
    ])
  })
})
