import type { tongues } from './dialect-flow.js'

/** What a poll can come to, but for tokens. */
export type Outcome = 'pending' | 'tooFast' | 'expired' | 'denied' | 'unknown'
type StatusAndWord = readonly [status: number, word: string]

/** The members of each body with their kinds, in order, and the status and word of each end. */
interface Expected {
  readonly codes: unknown
  /** How long codes live, in seconds, and how user codes look. */
  readonly lifetime: number
  readonly userCode: RegExp
  readonly tokens: unknown
  readonly problem: unknown
  readonly slowDown: unknown
  /** Its clients never hear that they poll too fast. */
  readonly hidesPace?: true
  readonly outcomes: Readonly<Record<Outcome, StatusAndWord>>
}

const oauthProblem = [
  ['error', 'string'],
  ['error_description', 'string'],
]
const githubProblem = [...oauthProblem, ['error_uri', 'string']]
const entraProblem = [
  ...oauthProblem,
  ['error_codes', ['"integer"']],
  ['timestamp', 'string'],
  ['trace_id', 'string'],
  ['correlation_id', 'string'],
  ['error_uri', 'string'],
]
const oauthWords: Expected['outcomes'] = {
  pending: [400, 'authorization_pending'],
  tooFast: [400, 'slow_down'],
  expired: [400, 'expired_token'],
  denied: [400, 'access_denied'],
  unknown: [400, 'invalid_grant'],
}
const grouped = /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/
const oauth = {
  lifetime: 300,
  userCode: grouped,
  problem: oauthProblem,
  slowDown: [...oauthProblem, ['interval', 'integer']],
  outcomes: oauthWords,
}
const codesWithBothAddresses = [
  ['device_code', 'string'],
  ['user_code', 'string'],
  ['verification_uri', 'string'],
  ['verification_uri_complete', 'string'],
  ['expires_in', 'integer'],
  ['interval', 'integer'],
]
const oauthTokens = [
  ['access_token', 'string'],
  ['token_type', 'string'],
  ['expires_in', 'integer'],
  ['scope', 'string'],
]
const organization = [
  ['key', 'string'],
  ['name', 'string'],
]
const envelope = [
  ['code', 'integer'],
  ['detail', 'string'],
  ['type', 'string'],
]

// docs/dialects/dreadnode.md: where the documentation leaves the status open, it is our choice. No final error is a
// 401, because that client would keep waiting.
const dreadnode: Expected = {
  lifetime: 600,
  userCode: grouped,
  codes: [
    ['id', 'string'],
    ['completed', 'boolean'],
    ['device_code', 'string'],
    ['user_code', 'string'],
    ['verification_url', 'string'],
    ['expires_at', 'string'],
    ['expires_in', 'integer'],
    ['user_id', 'null'],
    ['group_token', 'null'],
  ],
  tokens: [
    ['access_token', 'string'],
    ['refresh_token', 'string'],
    ['orgs', [JSON.stringify(organization)]],
    ['default_org', organization],
  ],
  problem: envelope,
  slowDown: envelope,
  outcomes: {
    pending: [401, 'authentication_error'],
    tooFast: [401, 'authentication_error'],
    expired: [400, 'expired_token_error'],
    denied: [403, 'forbidden_error'],
    unknown: [404, 'not_found_error'],
  },
}

const rfc8628: Expected = { ...oauth, lifetime: 600, codes: codesWithBothAddresses, tokens: oauthTokens }

/**
 * The outcomes of polls in every dialect (docs/dialects/README.md), as `shapeOf` spells them. Those of npm and Trakt are in
 * test/npm.test.ts and test/trakt.test.ts, because their responses have other parts.
 */
export const expectations: Readonly<Record<Exclude<keyof typeof tongues, 'npm' | 'trakt'>, Expected>> = {
  rfc8628,
  oracle: {
    ...oauth,
    userCode: /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/,
    codes: [
      ['expires_in', 'integer'],
      ['device_code', 'string'],
      ['user_code', 'string'],
      ['verification_uri', 'string'],
    ],
    tokens: oauthTokens,
  },
  auth0: {
    ...oauth,
    codes: codesWithBothAddresses,
    tokens: [
      ['access_token', 'string'],
      ['scope', 'string'],
      ['expires_in', 'integer'],
      ['token_type', 'string'],
    ],
    outcomes: {
      pending: [403, 'authorization_pending'],
      tooFast: [429, 'slow_down'],
      expired: [403, 'expired_token'],
      denied: [403, 'access_denied'],
      unknown: [403, 'invalid_grant'],
    },
  },
  dreadnode,
  unversioned: dreadnode,
  github: {
    lifetime: 600,
    userCode: grouped,
    codes: codesWithBothAddresses.filter(([name]) => name !== 'verification_uri_complete'),
    tokens: [
      ['access_token', 'string'],
      ['token_type', 'string'],
      ['scope', 'string'],
    ],
    problem: githubProblem,
    slowDown: [...githubProblem, ['interval', 'integer']],
    outcomes: {
      pending: [200, 'authorization_pending'],
      tooFast: [200, 'slow_down'],
      expired: [200, 'expired_token'],
      denied: [200, 'access_denied'],
      unknown: [200, 'incorrect_device_code'],
    },
  },
  entra: {
    ...oauth,
    // Microsoft's codes live for fifteen minutes. The policy of these tests has ten.
    lifetime: 600,
    userCode: /^[BCDFGHJKLMNPQRSTVWXZ]{9}$/,
    codes: [
      ['user_code', 'string'],
      ['device_code', 'string'],
      ['verification_uri', 'string'],
      ['expires_in', 'integer'],
      ['interval', 'integer'],
      ['message', 'string'],
    ],
    tokens: [
      ['token_type', 'string'],
      ['scope', 'string'],
      ['expires_in', 'integer'],
      ['ext_expires_in', 'integer'],
      ['access_token', 'string'],
    ],
    problem: entraProblem,
    slowDown: entraProblem,
    hidesPace: true,
    outcomes: {
      pending: [400, 'authorization_pending'],
      tooFast: [400, 'authorization_pending'],
      expired: [400, 'expired_token'],
      denied: [400, 'authorization_declined'],
      unknown: [400, 'bad_verification_code'],
    },
  },
  google: {
    ...oauth,
    // Google's codes live for half an hour. The policy of these tests has ten minutes.
    lifetime: 600,
    codes: [
      ['device_code', 'string'],
      ['user_code', 'string'],
      ['verification_url', 'string'],
      ['verification_uri', 'string'],
      ['expires_in', 'integer'],
      ['interval', 'integer'],
    ],
    tokens: [
      ['access_token', 'string'],
      ['expires_in', 'integer'],
      ['scope', 'string'],
      ['token_type', 'string'],
    ],
    outcomes: {
      pending: [428, 'authorization_pending'],
      tooFast: [403, 'slow_down'],
      expired: [400, 'expired_token'],
      denied: [403, 'access_denied'],
      unknown: [400, 'invalid_grant'],
    },
  },
  gitlab: {
    ...rfc8628,
    lifetime: 300,
    userCode: /^[0-9A-Z]{8}$/,
    tokens: [...oauthTokens, ['created_at', 'integer']],
  },
  hydra: rfc8628,
  huggingFace: rfc8628,
  stripe: rfc8628,
  okta: { ...rfc8628, userCode: /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/ },
  sentry: rfc8628,
}
