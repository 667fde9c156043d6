import { createMemoryStores } from '@devicegrant/store-memory'
import { describe, expect, it } from 'vitest'
import type { UserCodeFormat } from '../../../machine/user-code.js'
import type { Dialect } from '../../../wire/dialect.js'
import { auth0, yoto } from '../../../wire/dialects/auth0/auth0.js'
import { aws } from '../../../wire/dialects/aws/aws.js'
import { dreadnode, dreadnodeUnversioned } from '../../../wire/dialects/dreadnode/dreadnode.js'
import { oracle } from '../../../wire/dialects/oracle/oracle.js'
import { keycloak } from '../../../wire/dialects/realms/keycloak.js'
import { oktaServer } from '../../../wire/dialects/realms/okta-server.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'
import { checkDialectList } from './dialect-list.js'
import { checkDialects } from './dialects.js'

const issuer = 'https://example.com'

function problemsOf(dialects: readonly Dialect[], at = issuer): readonly string[] {
  return checkDialects({ dialects, issuer: at, stores: createMemoryStores() }).map(({ message }) => message)
}

/** A dialect of the host, whose first endpoint has this path. */
function dialectAt(path: string, changes: Partial<Dialect> = {}): Dialect {
  const [first] = rfc8628.endpoints
  if (first === undefined) throw new Error('the dialect has no endpoints')
  const verification = { path: '/mine', codeIn: { query: 'code' } }
  return { ...rfc8628, name: 'mine', verification, endpoints: [{ ...first, path }], ...changes }
}

describe('the built-in dialects', () => {
  it.each([
    [[rfc8628]],
    [[rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned, keycloak]],
    [[yoto]],
    [[oktaServer]],
    [[aws]],
  ])('can be served side by side: %#', (dialects) => {
    expect(problemsOf(dialects)).toEqual([])
  })
})

describe('an endpoint', () => {
  it.each([
    [
      '/device',
      'dialects must not share a path: /device is served twice, as an endpoint of mine and the page of rfc8628',
    ],
    [
      '/device/lookup',
      'dialects must not share a path: /device/lookup is served twice, as an endpoint of mine and a part of the page of rfc8628',
    ],
    [
      '/device/linked/end',
      'dialects must not share a path: /device/linked/end is served twice, as an endpoint of mine and a part of the page of rfc8628',
    ],
    [
      '/device/sign-in',
      'dialects must not share a path: /device/sign-in is served twice, as an endpoint of mine and a part of the page of rfc8628',
    ],
    ['/jwks', 'dialects must not share a path: /jwks is served twice, as an endpoint of mine and the public keys'],
    [
      '/.well-known/oauth-authorization-server',
      'dialects must not share a path: /.well-known/oauth-authorization-server is served twice, as an endpoint of mine and the metadata',
    ],
    [
      '/.well-known/openid-configuration',
      'dialects must not share a path: /.well-known/openid-configuration is served twice, as an endpoint of mine and the metadata',
    ],
    [
      '/token',
      'dialects must not share a path: /token is served by two of them, as an endpoint of mine and an endpoint of rfc8628',
    ],
    ['/mine', 'dialects must not share a path: /mine is served twice, as an endpoint of mine and the page of mine'],
  ])('at %s collides, and the message names both', (path, sentence) => {
    expect(problemsOf([rfc8628, dialectAt(path)])).toEqual([sentence])
  })

  it('collides with another endpoint of the same dialect at the same path', () => {
    const twice = { ...rfc8628, endpoints: [...rfc8628.endpoints, ...rfc8628.endpoints.slice(0, 1)] }
    expect(problemsOf([twice])).toEqual([
      'dialects must not share a path: /device_authorization is served by two of them, as an endpoint of rfc8628 and an endpoint of rfc8628',
    ])
  })

  it('collides with the metadata of an issuer that has a path', () => {
    expect(problemsOf([dialectAt('/.well-known/oauth-authorization-server/a')], `${issuer}/a`)).toHaveLength(1)
    expect(problemsOf([dialectAt('/.well-known/oauth-authorization-server/a')], `${issuer}/b`)).toEqual([])
  })

  it.each(['/device/other', '/devices', '/jwks/', '/.well-known/other', '/Device'])(
    'at %s collides with nothing',
    (path) => {
      expect(problemsOf([rfc8628, dialectAt(path)])).toEqual([])
    },
  )
})

describe('a page', () => {
  it('below the page of another dialect collides with its steps', () => {
    const verification = { path: '/device/linked', codeIn: { query: 'code' } }
    expect(problemsOf([rfc8628, dialectAt('/mine/start', { verification })])).toEqual([
      'dialects must not share a path: /device/linked is served twice, as a part of the page of rfc8628 and the page of mine',
    ])
  })

  it('collides with the public keys', () => {
    const verification = { path: '/jwks', codeIn: { query: 'code' } }
    expect(problemsOf([dialectAt('/mine/start', { verification })])).toEqual([
      'dialects must not share a path: /jwks is served twice, as the page of mine and the public keys',
    ])
  })

  it('can be shared by dialects with equal userCode formats', () => {
    const { verification, userCode } = rfc8628
    expect(problemsOf([rfc8628, dialectAt('/mine/start', { verification, userCode: { ...userCode } })])).toEqual([])
    const copied = { ...userCode, longer: { length: 10, groupSize: 5 } }
    expect(problemsOf([rfc8628, dialectAt('/mine/start', { verification, userCode: copied })])).toEqual([])
    const others: readonly UserCodeFormat[] = [
      { ...userCode, length: 10 },
      { ...userCode, longer: 'none' },
      { ...userCode, longer: { length: 12, groupSize: 5 } },
    ]
    for (const other of others) {
      expect(problemsOf([rfc8628, dialectAt('/mine/start', { verification, userCode: other })])).toEqual([
        'dialects that share the page /device must have the same userCode format: rfc8628 and mine differ',
      ])
    }
  })
})

describe('a name', () => {
  it('can be shared by dialects with the same terms', () => {
    expect(
      problemsOf([rfc8628, dialectAt('/mine/start', { name: 'rfc8628', userCode: { ...rfc8628.userCode } })]),
    ).toEqual([])
  })

  it.each<[string, Partial<Dialect>]>([
    ['userCode', { userCode: { ...rfc8628.userCode, length: 10 } }],
    ['lifetime', { lifetime: 60_000 }],
    ['organizations', { organizations: true }],
    ['anonymousClient', { anonymousClient: 'everybody' }],
  ])('cannot be shared by dialects with a different %s', (member, changes) => {
    const others = dialectAt('/mine/start', { name: 'rfc8628', ...changes })
    expect(problemsOf([rfc8628, others])).toEqual([
      `dialects with the same name redeem each other's codes: two are called rfc8628 but differ in ${member}, so rename one`,
    ])
  })
})

describe('a list', () => {
  it.each<[unknown, string]>([
    [[], 'dialects must be a list of at least one dialect'],
    ['rfc8628', 'dialects must be a list of at least one dialect'],
    [
      ['rfc8628'],
      "dialects must have tables, not their names: import { rfc8628 } from '@devicegrant/core/dialects', and write [rfc8628]",
    ],
    [
      ['my "own"'],
      'dialects[0] must be a dialect: an object such as rfc8628 of @devicegrant/core/dialects, with name, endpoints, verification, userCode, responses, problems, envelope, schemas',
    ],
    [
      [rfc8628, {}],
      'dialects[1] must be a dialect: it has no name, endpoints, verification, userCode, responses, problems, envelope, schemas',
    ],
    [
      [null],
      'dialects[0] must be a dialect: an object such as rfc8628 of @devicegrant/core/dialects, with name, endpoints, verification, userCode, responses, problems, envelope, schemas',
    ],
    [[{ ...rfc8628, endpoints: undefined }], 'dialects[0] must be a dialect: it has no endpoints'],
    [
      [{ ...rfc8628, verification: { path: '/device', codeIn: { query: 'K' } } }],
      'dialects[0] must be a dialect: verification.codeIn must not name k: a link has the proof of its code there',
    ],
    [
      [{ ...rfc8628, userCode: 'base20x8' }],
      'dialects[0] must be a dialect: userCode must have an alphabet, and a length of at least 1',
    ],
    [
      [{ ...rfc8628, userCode: { ...rfc8628.userCode, length: 0 } }],
      'dialects[0] must be a dialect: userCode must have an alphabet, and a length of at least 1',
    ],
    ...['base20x10', 10, { length: 10 }, { length: 9.5, groupSize: 5 }, { length: 10, groupSize: 0 }, null].map(
      (longer): [unknown, string] => [
        [{ ...rfc8628, userCode: { ...rfc8628.userCode, longer } }],
        "dialects[0] must be a dialect: userCode.longer must be 'none', or have a length and a groupSize of at least 1",
      ],
    ),
    [
      [{ ...rfc8628, endpoints: [{ path: 'token' }] }],
      'dialects[0] must be a dialect: each endpoint must have a path that begins with a slash',
    ],
    [
      [{ ...rfc8628, verification: {} }],
      'dialects[0] must be a dialect: verification must have a path that begins with a slash',
    ],
  ])('%j is refused in one sentence', (dialects, sentence) => {
    expect(checkDialectList(dialects).map(({ message }) => message)).toEqual([sentence])
  })
})

describe('a path with parameters', () => {
  it('is taken by every path of the same shape', () => {
    expect(problemsOf([dialectAt('/pins/{id}'), dialectAt('/pins/{pin}', { name: 'other' })])).toEqual([
      'dialects must not share a path: /pins/{pin} is served by two of them, as an endpoint of other and an endpoint of mine',
    ])
    expect(problemsOf([dialectAt('/pins/{id}'), dialectAt('/pins/new', { name: 'other' })])).toEqual([])
  })

  it('is shared by the links of dialects that share a page', () => {
    const verification = { path: '/link', codeIn: 'path' } as const
    expect(problemsOf([dialectAt('/one', { verification }), dialectAt('/two', { verification, name: 'two' })])).toEqual(
      [],
    )
  })

  it('is taken by the links of a page that have the code in their path', () => {
    const verification = { path: '/link', codeIn: 'path' } as const
    expect(problemsOf([dialectAt('/link/{id}', { verification })])).toEqual([
      'dialects must not share a path: /link/{id} is served twice, as an endpoint of mine and the links of mine',
    ])
  })
})

describe('a response that no member describes', () => {
  const { tokensIssued: _fields, ...responses } = rfc8628.responses
  const { tokensIssued: _schema, ...schemas } = rfc8628.schemas

  it('is reported with the path that needs it', () => {
    expect(problemsOf([{ ...rfc8628, responses }])).toEqual(
      ['/token', '/login'].map(
        (path) =>
          `the dialect rfc8628 has an endpoint ${path} whose response is tokensIssued, so it needs responses.tokensIssued`,
      ),
    )
  })

  it('needs a schema, unless its path has one', () => {
    expect(problemsOf([{ ...rfc8628, schemas }])).toEqual([
      'the dialect rfc8628 has an endpoint /token whose response is tokensIssued, so it needs schemas.tokensIssued',
    ])
    expect(problemsOf([{ ...rfc8628, schemas, responses: { ...rfc8628.responses, tokensIssued: 'noBody' } }])).toEqual(
      [],
    )
  })
})

const [start] = rfc8628.endpoints
const unread =
  'reads of /device_authorization must have an operation, such as startAuthorization, and a zod schema as its parameters'

it.each<[object, string]>([
  [{ names: { client_id: 'id', scope: 'id' } }, 'names must not give two parameters the same name'],
  [{ representations: [] }, 'representations must have at least one'],
  [{ startGrace: Number.NaN }, 'startGrace must be in milliseconds, 0 or more'],
  [{ startGrace: -1 }, 'startGrace must be in milliseconds, 0 or more'],
  [
    { endpoints: [{ ...start, path: '/pins/{id}/{id}' }] },
    'the path /pins/{id}/{id} and its query must name each parameter once',
  ],
  [
    { endpoints: [{ ...start, path: '/pins/{id}', query: ['id'] }] },
    'the path /pins/{id} and its query must name each parameter once',
  ],
  [
    { problems: { ...rfc8628.problems, slowDown: undefined, invalidClient: { status: 99, word: 'no' } } },
    'problems must have a status from 200 to 599 and a word for every problem, also for invalidClient, slowDown',
  ],
  [{ endpoints: [{ ...start, method: 'PUT' }] }, 'the method of /device_authorization must be GET or POST'],
  [
    { endpoints: [{ ...start, media: [] }] },
    'media of /device_authorization must be a list of the media types of its body, empty for a GET only',
  ],
  [{ endpoints: [{ ...start, reads: { ...start?.reads, operation: 'begin' } }] }, unread],
  [{ endpoints: [{ ...start, reads: { ...start?.reads, parameters: {} } }] }, unread],
])('a table that no request could use is refused: %j', (changes, fault) => {
  expect(checkDialectList([{ ...rfc8628, ...changes }]).map(({ message }) => message)).toEqual([
    `dialects[0] must be a dialect: ${fault}`,
  ])
})

it.each([{}, { query: '' }, { query: 7 }, 'query', undefined])(
  'a page without a place for the code is refused: %j',
  (codeIn) => {
    const verification = { path: '/device', codeIn }
    expect(checkDialectList([{ ...rfc8628, verification }]).map(({ message }) => message)).toEqual([
      "dialects[0] must be a dialect: verification.codeIn must be 'path', or name a parameter, such as { query: 'user_code' }",
    ])
  },
)
