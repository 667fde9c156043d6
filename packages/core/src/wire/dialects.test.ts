import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { responsesOf } from '../../test-support/random-answers.js'
import { facts, written, writtenBody } from '../../test-support/written.js'
import { readUserCode } from '../machine/user-code.js'
import { type ParameterFault, type ProblemCode, problem } from '../protocol/problem.js'
import type { Dialect } from './dialect.js'
import { auth0, yoto } from './dialects/auth0/auth0.js'
import { aws } from './dialects/aws/aws.js'
import { dreadnode, dreadnodeUnversioned } from './dialects/dreadnode/dreadnode.js'
import { entra } from './dialects/entra/entra.js'
import { github } from './dialects/github/github.js'
import { google } from './dialects/google/google.js'
import * as readyMade from './dialects/moved/ready-made.js'
import { npm } from './dialects/npm/npm.js'
import { oracle, oracleWith } from './dialects/oracle/oracle.js'
import { keycloak } from './dialects/realms/keycloak.js'
import { oktaServer } from './dialects/realms/okta-server.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { trakt, traktDocumented } from './dialects/trakt/trakt.js'

// These rules hold for every dialect: it spells every outcome, and everything it writes passes its own schemas.

const dialects: readonly (readonly [string, Dialect])[] = [
  ['rfc8628', rfc8628],
  ['oracle', oracle],
  ['oracle with an ecid', oracleWith({ ecid: () => 'rHOZX16N200000000' })],
  ['auth0', auth0],
  ['yoto', yoto],
  ['dreadnode', dreadnode],
  ['dreadnode without a version', dreadnodeUnversioned],
  ['github', github],
  ['aws', aws],
  ['entra', entra],
  ['google', google],
  ...Object.entries(readyMade),
  ['npm', npm],
  ['trakt', trakt],
  ['trakt as documented', traktDocumented],
  ['keycloak', keycloak],
  ['oktaServer', oktaServer],
]

// A record, so that a missing code does not compile.
const every: Readonly<Record<ProblemCode, true>> = {
  invalidRequest: true,
  invalidClient: true,
  invalidGrant: true,
  unknownDeviceCode: true,
  usedDeviceCode: true,
  invalidRefreshToken: true,
  invalidCredentials: true,
  secondFactorRequired: true,
  wrongSecondFactor: true,
  invalidFactorTicket: true,
  unauthorizedClient: true,
  introspectionForbidden: true,
  unsupportedGrantType: true,
  invalidScope: true,
  invalidTarget: true,
  invalidClientMetadata: true,
  invalidRedirectUri: true,
  invalidProof: true,
  useNonce: true,
  authorizationPending: true,
  slowDown: true,
  accessDenied: true,
  expiredToken: true,
  foreignOrigin: true,
  methodNotAllowed: true,
  tooManyRequests: true,
  requestTimeout: true,
  contentTooLarge: true,
  unsupportedMediaType: true,
  serverError: true,
  temporarilyUnavailable: true,
}
const ends = ['authorizationPending', 'slowDown', 'accessDenied', 'expiredToken', 'unknownDeviceCode', 'usedDeviceCode']
const isCode = (text: string): text is ProblemCode => text in every
const codes = Object.keys(every).filter(isCode)

const onTheWire = (body: object) => JSON.parse(JSON.stringify(body))
describe.each(dialects)('%s', (_, dialect) => {
  const { responses, endpoints, problems, schemas, userCode, verification } = dialect

  it('spells exactly the known problems', () => {
    expect(Object.keys(problems).toSorted()).toEqual(codes.toSorted())
    expectTypeOf(dialect.problems).toExtend<Readonly<Record<ProblemCode, unknown>>>()
    // A table without a new problem code does not compile.
    expectTypeOf<Omit<Dialect['problems'], 'slowDown'>>().not.toExtend<Dialect['problems']>()
  })

  it.each(codes)('writes %s so that it passes its schema, with any facts', (code) => {
    const faults: readonly ParameterFault[] = [
      { fault: 'notJson' },
      { fault: 'notAnObject' },
      { name: 'a', fault: 'missing' },
      { name: 'a', fault: 'notText' },
      { name: 'a', fault: 'malformed' },
    ]
    for (const more of [{}, { interval: 10_001 }, { retryAfter: 1_000 }, { interval: 1, retryAfter: 1 }, { faults }]) {
      const { status, body } = written(dialect, problem(code, 'What went wrong.', more))
      const { word } = problems[code]
      expect(status).toBe(problems[code].status)
      expect(body === undefined).toBe(word === '')
      if (body === undefined) continue
      expect(schemas.problem.safeParse(onTheWire(body)).error).toBeUndefined()
      expect(JSON.stringify(body)).toContain(`"${word}"`)
    }
  })

  it('reports outages as outages, and no end of polling as an outage', () => {
    // A dialect without any 4xx has outages in place of what HTTP itself refuses.
    const isStrict = Object.values(problems).some(({ status }) => status >= 400 && status < 500)
    const outages = ['serverError', 'temporarilyUnavailable']
    // In some dialects the clients know no status for too many requests but that of an outage.
    const judged = isStrict ? codes.filter((one) => one !== 'tooManyRequests') : [...ends, ...outages].filter(isCode)
    for (const code of judged) {
      expect([code, problems[code].status >= 500]).toEqual([code, outages.includes(code)])
    }
  })

  it.each(Object.entries(responsesOf(dialect)))(
    'writes %s so that it passes its schema, always in the same order',
    (kind, random) => {
      const fields: readonly (readonly [string, unknown])[] | 'noBody' | undefined = Reflect.get(responses, kind)
      const schema: Dialect['schemas']['problem'] = Reflect.get(schemas, kind)
      if (fields === undefined) return
      fc.assert(
        fc.property(random, (response) => {
          const { status, body } = written(dialect, response)
          if (fields === 'noBody') {
            expect([status, body]).toEqual([200, undefined])
            return
          }
          const wire = onTheWire(Object(body))
          expect([status, schema.safeParse(wire).error]).toEqual([200, undefined])
          const members = fields.map(([name]) => name).filter((name) => name in wire)
          expect(Object.keys(wire)).toEqual(members)
        }),
        { seed: 1 },
      )
    },
  )

  it('leaves members that are sent in another way out of a response, and passes the schema of the rest', () => {
    for (const { without, response: schema } of endpoints) {
      if (without === undefined) continue
      fc.assert(
        fc.property(responsesOf(dialect).tokensIssued, (response) => {
          const wire = onTheWire(writtenBody(dialect, response, { without }))
          expect(schema?.safeParse(wire)).toMatchObject({ success: true })
          expect(Object.keys(wire).filter((name) => without.includes(name))).toEqual([])
        }),
        { seed: 1 },
      )
    }
  })

  it('shows user codes as it reads them, and only in the complete address', () => {
    fc.assert(
      fc.property(responsesOf(dialect).authorizationStarted, (response) => {
        const body = writtenBody(dialect, response)
        // Some systems show no code.
        const inBody = body['user_code'] ?? body['userCode']
        if (inBody === undefined) return
        const shown = String(inBody)
        expect(readUserCode(shown, userCode)).toBe('userCode' in response && response.userCode)
        const address = String(body['verification_uri'] ?? body['verification_url'] ?? body['verificationUri'])
        expect(address).toBe(facts.baseUrl + verification.path)
        const link = body['verification_uri_complete'] ?? body['verificationUriComplete']
        if (link === undefined) return
        const complete = new URL(String(link))
        const { codeIn } = verification
        const inPath = codeIn === 'path' ? `/${shown}` : ''
        expect(complete.origin + complete.pathname).toBe(address + inPath)
        if (codeIn !== 'path') expect(complete.searchParams.get(codeIn.query)).toBe(shown)
      }),
      { seed: 1 },
    )
  })

  it('serves each of its paths once, and reads an operation at each', () => {
    const paths = endpoints.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    for (const { method, path, media } of endpoints) {
      expect(path).toMatch(/^(?:\/[\w.-]+|\/\{\w+\})+\/?$/)
      expect(media.length > 0).toBe(method === 'POST')
    }
  })
})
