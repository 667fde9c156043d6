import type { Dialect, Endpoint, Operation, ProblemCode, RequestSpec } from '@devicegrant/core/dialects'
import type { Language, Refusal, Sentence, Spelling } from './config.js'

const titles: Readonly<Record<string, string>> = {
  rfc8628: 'RFC 8628',
  oracle: 'Oracle',
  auth0: 'Auth0',
  dreadnode: 'Dreadnode',
  hydra: 'Ory Hydra',
  stripe: 'Stripe',
  sentry: 'Sentry',
  github: 'GitHub',
  trakt: 'Trakt',
  google: 'Google',
  gitlab: 'GitLab',
  huggingFace: 'Hugging Face',
  okta: 'Okta',
}

/** What a start of a dialect needs besides client and scope. */
const extras: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  oracle: { response_type: 'device_code' },
}

/** The registration of a client, in the dialects whose clients register themselves first. */
const registrations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws: { clientName: 'curl', clientType: 'public' },
}

const problems: Readonly<Record<Refusal, ProblemCode>> = {
  pending: 'authorizationPending',
  slowDown: 'slowDown',
  denied: 'accessDenied',
  expired: 'expiredToken',
  unknown: 'unknownDeviceCode',
}

/**
 * Returns how a device speaks each of these dialects. Paths, media types, statuses and error codes come from the tables
 * of the dialects. Of two dialects with one name, only the first is returned, because their codes are the same. A dialect
 * is left out if its clients register themselves first, or if its polls have no body: the device does not speak it.
 */
export function languagesOf(dialects: readonly Dialect[], clientId: string, scope: string): readonly Language[] {
  const names = new Map(dialects.toReversed().map((dialect) => [dialect.name, dialect]))
  return dialects
    .filter((dialect) => names.get(dialect.name) === dialect)
    .flatMap((dialect) => languageOf(dialect, clientId, scope) ?? [])
}

function languageOf(dialect: Dialect, clientId: string, scope: string): Language | undefined {
  const client = clientOf(dialect, clientId)
  const started = startOf(dialect, clientId, scope)
  const poll = sentenceOf(dialect, 'exchangeDeviceCode', client, ['device_code', 'code'])
  if (dialect.name in registrations || started === undefined || poll === undefined) return undefined
  const refresh = sentenceOf(dialect, 'exchangeRefreshToken', client, ['refresh_token'])
  return {
    name: dialect.name,
    title: titles[dialect.name] ?? dialect.name,
    start: started,
    poll,
    ...(refresh && { refresh }),
    wordMember: wordMemberOf(dialect),
    refusals: {
      pending: spell(dialect, 'pending'),
      slowDown: spell(dialect, 'slowDown'),
      denied: spell(dialect, 'denied'),
      expired: spell(dialect, 'expired'),
      unknown: spell(dialect, 'unknown'),
    },
  }
}

/** Returns the request with which a device begins: the registration of a client, or the request for codes. */
export function firstRequestOf(dialect: Dialect, clientId: string, scope: string): Sentence | undefined {
  const registration = registrations[dialect.name]
  return registration === undefined
    ? startOf(dialect, clientId, scope)
    : sentenceOf(dialect, 'registerClient', registration)
}

function startOf(dialect: Dialect, clientId: string, scope: string): Sentence | undefined {
  const parameters = { ...extras[dialect.name], ...clientOf(dialect, clientId), scope }
  return sentenceOf(dialect, 'startAuthorization', parameters)
}

function clientOf({ anonymousClient }: Dialect, clientId: string): Readonly<Record<string, string>> {
  return anonymousClient === undefined ? { client_id: clientId } : {}
}

function sentenceOf(
  { endpoints, representations }: Dialect,
  operation: Operation,
  parameters: Readonly<Record<string, string>>,
  secrets: readonly string[] = [],
): Sentence | undefined {
  for (const endpoint of endpoints) {
    const [grantType, spec] = specOf(endpoint, operation) ?? []
    const [media] = endpoint.media
    if (grantType === undefined || media === undefined) continue
    const secret = secrets.find((name) => spec?.parameters.safeParse({ [name]: 'x' }).success)
    // The device reads JSON. A dialect with several representations may prefer another one.
    const accept = representations && ({ accept: 'application/json' } as const)
    const place = { path: endpoint.path, media, ...accept, ...(secret !== undefined && { secret }) }
    if (endpoint.body === 'ignored') return place
    return { ...place, parameters: { ...(grantType !== '' && { grant_type: grantType }), ...parameters } }
  }
  return undefined
}

// Returns the grant type of the operation at the endpoint, empty if it needs none, and what is read.
function specOf({ reads }: Endpoint, operation: Operation): readonly [string, RequestSpec] | undefined {
  if ('operation' in reads) return reads.operation === operation ? ['', reads] : undefined
  return Object.entries(reads.byGrantType).find(([, spec]) => spec.operation === operation)
}

function spell(dialect: Dialect, refusal: Refusal): Spelling {
  const { status, word } = dialect.problems[problems[refusal]]
  return { status, word }
}

// Every envelope has the error code in one member. Its name is found by writing a refusal.
function wordMemberOf(dialect: Dialect): string {
  const { userCode, verification } = dialect
  const spelling = dialect.problems.accessDenied
  const nowhere = { issuer: '', baseUrl: '', now: 0, requestId: '', header: () => undefined, query: () => undefined }
  const refusal = { kind: 'problem', code: 'accessDenied', description: '', ...spelling } as const
  const body = dialect.envelope(refusal, { ...nowhere, userCode, verification })
  return Object.entries(body).find(([, value]) => value === spelling.word)?.[0] ?? 'error'
}
