import { createMemoryStore, createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import {
  alternativesOf,
  type Document,
  fetched,
  knownTo,
  operationAt,
  partsOf,
  requestAt,
  requiredBy,
} from '../../../test-support/openapi.js'
import { createDeviceGrant } from '../../compose/create-device-grant.js'
import type { Dialect } from '../dialect.js'
import { auth0 } from '../dialects/auth0/auth0.js'
import { dreadnode, dreadnodeUnversioned } from '../dialects/dreadnode/dreadnode.js'
import { oracle } from '../dialects/oracle/oracle.js'
import { rfc8628 } from '../dialects/rfc8628/rfc8628.js'
import { describeApi } from './openapi.js'

// The document is made from the served tables. These tests check it against the tables and against a running grant.

const dialects: readonly Dialect[] = [rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned]
const facts = { title: 'Example', version: '7', baseUrl: 'https://example.com/auth' }
const document = fetched(describeApi(dialects, facts))
const endpoints = dialects.flatMap((dialect) => dialect.endpoints.map((endpoint) => ({ dialect, endpoint })))
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Every nested value, with the name of its member. */
function* everything(value: unknown, name = ''): Generator<readonly [string, unknown]> {
  yield [name, value]
  if (typeof value !== 'object' || value === null) return
  for (const [member, inner] of Object.entries(value)) yield* everything(inner, member)
}

describe('the document', () => {
  it('is OpenAPI 3.1 with the base URL', () => {
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { title: 'Example', version: '7' },
      servers: [{ url: 'https://example.com/auth' }],
    })
  })

  it('has exactly the paths of all dialects, with POST', () => {
    expect(Object.keys(document.paths)).toEqual(endpoints.map(({ endpoint }) => endpoint.path))
    for (const methods of Object.values(document.paths)) expect(Object.keys(methods)).toEqual(['post'])
  })

  it('names every operation once', () => {
    const ids = endpoints.map(({ endpoint }) => operationAt(document, endpoint.path).operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^\w+$/)
  })

  it('refers only to schemas that exist', () => {
    const references = [...everything(document)].filter(([name]) => name === '$ref').map(([, value]) => value)
    expect(references.length).toBeGreaterThan(endpoints.length)
    for (const reference of new Set(references)) {
      const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(String(reference)) ?? []
      expect(Object.keys(document.components.schemas)).toContain(name)
    }
    expect(Object.keys(document.components.securitySchemes)).toEqual(['clientSecret'])
  })

  it('has no $schema inside, and only values of JSON', () => {
    const described = describeApi(dialects, facts)
    expect([...everything(described)].filter(([name]) => name === '$schema' || name === '$id')).toEqual([])
    expect(JSON.parse(JSON.stringify(described))).toEqual(described)
  })

  it.each(endpoints.map(({ dialect, endpoint }) => [endpoint.path, dialect, endpoint] as const))(
    '%s has its success, and every status of its problems with their error codes',
    (path, dialect, endpoint) => {
      const { responses, tags, summary } = operationAt(document, path)
      const success = String(endpoint.status ?? 200)
      const spelled = Object.values({ ...dialect.problems, ...endpoint.problems })
      const statuses = new Set(spelled.map(({ status }) => String(status)))
      expect(Object.keys(responses)).toEqual([...new Set([success, ...statuses])].toSorted())
      for (const status of statuses) {
        if (status === success) continue
        const { description = '', content } = responses[status] ?? {}
        const all = spelled.filter((one) => String(one.status) === status).map(({ word }) => word)
        const words = new Set(all.filter((word) => word !== ''))
        expect(description.split(', ').toSorted()).toEqual(words.size === 0 ? ['No body'] : [...words].toSorted())
        const [media, ...others] = Object.values(content ?? {})
        for (const { schema } of others) expect(schema).toEqual(media?.schema)
        expect(media?.schema.$ref).toBe(words.size === 0 ? undefined : `#/components/schemas/${dialect.name}_problem`)
      }
      const problems = `#/components/schemas/${dialect.name}_problem`
      for (const { $ref, ...schema } of alternativesOf(responses[success]?.content?.['application/json']?.schema)) {
        if ($ref === undefined) expect(schema).toMatchObject({ additionalProperties: false })
        else expect($ref).toBe(problems)
      }
      expect([tags, summary !== '']).toEqual([[dialect.name], true])
    },
  )
})

describe('requests', () => {
  it('have the media types of their paths, or no body', () => {
    for (const { endpoint } of endpoints) {
      const { requestBody } = operationAt(document, endpoint.path)
      const media = endpoint.body === 'ignored' ? [] : endpoint.media
      expect([endpoint.path, Object.keys(requestBody?.content ?? {})]).toEqual([endpoint.path, media])
    }
  })

  it.each([
    ['/device_authorization', 'application/x-www-form-urlencoded', []],
    ['/device_authorization', 'application/json', []],
    ['/revoke', 'application/x-www-form-urlencoded', ['token']],
    ['/introspect', 'application/json', ['token']],
    ['/oauth2/v1/device', 'application/x-www-form-urlencoded', ['response_type', 'scope']],
    ['/oauth/device/code', 'application/x-www-form-urlencoded', []],
    ['/api/v1/auth/device/token', 'application/json', ['device_code']],
    ['/api/auth/device/token', 'application/json', ['device_code']],
    ['/api/v1/auth/login', 'application/x-www-form-urlencoded', ['username', 'password']],
    ['/api/v1/auth/refresh', 'application/json', []],
  ])('to %s in %s must have %j', (path, media, required) => {
    expect(requiredBy(requestAt(document, path, media))).toEqual(required)
  })

  it('to the login have one schema for the password, and one for the second factor', () => {
    const { oneOf = [] } = requestAt(document, '/login', 'application/json')
    expect(oneOf.map(requiredBy)).toEqual([
      ['username', 'password'],
      ['ticket', 'code'],
    ])
  })

  it('name the client only in dialects that name clients', () => {
    expect(knownTo(requestAt(document, '/oauth2/v1/device', 'application/x-www-form-urlencoded'))).toContain(
      'client_id',
    )
    expect(operationAt(document, '/oauth2/v1/device').security).toEqual([{}, { clientSecret: [] }])
    for (const path of ['/login', '/api/v1/auth/device/token', '/api/v1/auth/refresh']) {
      expect(knownTo(requestAt(document, path, 'application/json'))).not.toContain('client_id')
      expect(operationAt(document, path).security).toBeUndefined()
    }
  })

  it('to a token endpoint have one schema for each grant type, with its own parameters', () => {
    for (const path of ['/token', '/oauth2/v1/token', '/oauth/token']) {
      for (const media of ['application/x-www-form-urlencoded', 'application/json']) {
        const alternatives = requestAt(document, path, media).oneOf ?? []
        expect(alternatives.map(requiredBy)).toEqual([
          ['grant_type', 'device_code'],
          ['grant_type', 'refresh_token'],
          ['grant_type', 'username', 'password'],
        ])
        const grantTypes = alternatives.map((schema) => partsOf(schema)[0]?.properties?.['grant_type']?.['const'])
        expect(grantTypes).toEqual([deviceGrant, 'refresh_token', 'password'])
      }
    }
  })

  it('have cookies under their documented names, and not as members of the body', () => {
    const cookie = (name: string) => ({ in: 'cookie', name, required: false, schema: { type: 'string' } })
    for (const prefix of ['/api/v1/auth', '/api/auth']) {
      expect(operationAt(document, `${prefix}/refresh`).parameters).toEqual([cookie('refresh_token')])
      expect(operationAt(document, `${prefix}/logout`).parameters).toEqual([
        cookie('refresh_token'),
        cookie('access_token'),
      ])
      expect(operationAt(document, `${prefix}/login`).parameters).toBeUndefined()
      expect(knownTo(requestAt(document, `${prefix}/refresh`, 'application/json'))).toEqual(['refresh_token'])
      expect(operationAt(document, `${prefix}/refresh`).requestBody?.required).toBe(false)
    }
  })
})

describe('the document of a grant', () => {
  const describeGrant = (changes: object = {}) => {
    const host = createFakeHost({ issuer: 'https://example.com', baseUrl: 'https://example.com/auth' })
    const store = createMemoryStore({ clock: host.clock })
    return fetched(
      createDeviceGrant({
        ...host.options,
        stores: { ...host.stores, authorizations: store },
        onWarning: () => {},
        ...changes,
      }).openApi(),
    )
  }
  const grantTypes = (from: Document) => {
    const schema = requestAt(from, '/token', 'application/json')
    const alternatives = schema.oneOf ?? [schema]
    return alternatives.map((one) => partsOf(one)[0]?.properties?.['grant_type']?.['const'])
  }

  it('has exactly what is served', () => {
    const bare = describeGrant()
    expect(Object.keys(bare.paths)).toEqual(['/device_authorization', '/token', '/login'])
    expect(grantTypes(bare)).toEqual([deviceGrant])
    const { passwordLogin } = createFakeHost().options
    const full = describeGrant({
      stores: createMemoryStores(),
      passwordLogin: { ...passwordLogin, passwordGrant: true },
    })
    expect(Object.keys(full.paths)).toEqual(['/device_authorization', '/token', '/revoke', '/introspect', '/login'])
    expect(grantTypes(full)).toEqual([deviceGrant, 'refresh_token', 'password'])
  })

  it('has the service name of the host as its title', () => {
    const named = { page: { serviceName: 'The example' } }
    expect(describeGrant(named)).toMatchObject({
      info: { title: 'The example', version: '1' },
      servers: [{ url: 'https://example.com/auth' }],
    })
  })
})
