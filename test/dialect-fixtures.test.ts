import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Dialect } from '@devicegrant/core/dialects'
import { describe, expect, it } from 'vitest'
import { createDocumentedHost, documented, type Exchange, exchangesOf, prepare, seeds } from './dialect-fixtures.js'
import { shapeOf } from './dialect-flow.js'
import { openHandler } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'

// Every request and answer of the documents, as data: what we answer, and whether what is documented is promised.

const doors = {
  'the handler': async (grant) => openHandler(grant),
  ...Object.fromEntries(Object.entries(mounts).map(([name, mount]) => [name, (grant) => openServer(mount(grant))])),
} satisfies Record<string, (grant: ReturnType<typeof createDocumentedHost>['grant']) => Promise<OpenDoor>>

const titleOf = ({ file, source, what }: Exchange & { readonly file: string }) => `${file}, ${source}: ${what}`
const titled = (dialect: Dialect, wanted: (exchange: Exchange) => boolean) =>
  exchangesOf(dialect)
    .filter(wanted)
    .map((exchange) => [titleOf(exchange), exchange] as const)

// The members of a body by which programs decide. Texts for people are as documented only where that is said.
const compared = ['error', 'code', 'type', 'errors', 'token_type', 'completed']

/** The members and kinds of a body, sorted where their order says nothing. */
function membersOf(body: object, tabled: boolean, ours: readonly string[]): readonly unknown[] {
  const entries = Object.entries(body).filter(([name]) => !ours.includes(name))
  const members = entries.map(([name, value]) => JSON.stringify([name, shapeOf(value)]))
  return tabled ? members.toSorted() : members
}

function expectResponse(exchange: Exchange, response: { readonly status: number; readonly body: string }): void {
  const { ours = {}, tabled = false, verbatim = false } = exchange
  const expected = exchange.decided ?? exchange.response
  if (expected === undefined) throw new Error('a documented request without an answer')
  expect(response.status, response.body).toBe(expected.status)
  if (expected.body === undefined) return
  const body = JSON.parse(response.body)
  if (verbatim) expect(body).toEqual(expected.body)
  expect(membersOf(body, tabled, Object.keys(ours))).toEqual(membersOf(expected.body, tabled, []))
  expect(Object.keys(body).filter((name) => name in ours)).toEqual(Object.keys(ours))
  for (const name of compared) expect(body[name]).toEqual(expected.body[name])
}

describe.each(Object.entries(doors))('through %s', (_, open) => {
  describe.each(documented)('$dialect.name', ({ dialect, tongue }) => {
    it.each(titled(dialect, ({ request, notServed }) => request !== undefined && notServed === undefined))(
      '%s',
      async (_, exchange) => {
        const { host, grant } = createDocumentedHost(dialect)
        const door = await open(grant)
        try {
          expectResponse(exchange, await door.send(await prepare(exchange, tongue, host, door)))
        } finally {
          await door.close()
        }
      },
    )

    it('serves nothing of what it says it does not', async () => {
      const { host, grant } = createDocumentedHost(dialect)
      const door = await open(grant)
      for (const [, exchange] of titled(dialect, (one) => one.request !== undefined && one.notServed !== undefined)) {
        const { status } = await door.send(await prepare(exchange, tongue, host, door))
        expect([exchange.request?.path, status]).toEqual([exchange.request?.path, 404])
      }
      await door.close()
    })
  })
})

/** The schema that a documented answer has to pass. */
function schemaFor({ schemas, endpoints }: Dialect, { request, response }: Exchange, file: string) {
  // Some systems report problems with the status of a success.
  if (response?.status !== 200 || Object.hasOwn(response.body ?? {}, 'error')) return schemas.problem
  const [path = ''] = (request?.path ?? exchangesAt(file)).split('?')
  const endpoint = endpoints.find((one) => one.path === path.replace(/^\/api\/auth\//, '/api/v1/auth/'))
  if (endpoint?.response !== undefined) return endpoint.response
  const kinds = {
    startAuthorization: schemas.authorizationStarted,
    revokeToken: schemas.tokenRevoked,
    introspectToken: schemas.tokenIntrospected,
  }
  const operation = endpoint !== undefined && 'operation' in endpoint.reads ? endpoint.reads.operation : undefined
  return operation !== undefined && operation in kinds ? Reflect.get(kinds, operation) : schemas.tokensIssued
}

/** The path that the requests of a file go to, for an answer that stands alone. */
function exchangesAt(file: string): string {
  const { dialect } = documented.find((one) => file.startsWith(`${one.dialect.name}/`)) ?? {}
  const all = dialect === undefined ? [] : exchangesOf(dialect)
  return all.find((one) => one.file === file && one.request !== undefined)?.request?.path ?? ''
}

describe.each(documented)('the schemas of $dialect.name', ({ dialect }) => {
  const withBody = ({ response, notServed }: Exchange) => response?.body !== undefined && notServed === undefined

  it.each(titled(dialect, withBody))('are those of %s', (title, exchange) => {
    const { response, cannotPass = {} } = exchange
    const result = schemaFor(dialect, exchange, title.split(',')[0] ?? '').safeParse(response?.body)
    const failing: string[] = (result.error?.issues ?? []).map(({ path }: { readonly path: readonly unknown[] }) =>
      String(path[0] ?? 'the whole'),
    )
    expect([...new Set(failing)].toSorted()).toEqual(Object.keys(cannotPass).toSorted())
  })

  it('match the schema when the response differs on purpose', () => {
    for (const exchange of exchangesOf(dialect)) {
      const { decided, file } = exchange
      if (decided?.body === undefined) continue
      const result = schemaFor(dialect, { ...exchange, response: decided }, file).safeParse(decided.body)
      expect([titleOf(exchange), result.error]).toEqual([titleOf(exchange), undefined])
    }
  })
})

describe('the seeds', () => {
  it.each(seeds().map((seed) => [seed.title, seed] as const))('%s is represented', (_, { source, dialect, path }) => {
    const spoken = documented.find((one) => one.dialect.name === dialect)?.dialect
    const found = spoken === undefined ? [] : exchangesOf(spoken).filter((exchange) => exchange.source === source)
    expect(found.some(({ request }) => request?.path === path)).toBe(true)
    expect(found.some(({ response }) => response?.body !== undefined)).toBe(true)
  })

  // They live outside of this repository, and are not everywhere.
  it('are all there, where they can be compared', () => {
    const folder = new URL('../../shared/seeds/', import.meta.url)
    if (!existsSync(folder)) return
    const files = readdirSync(folder).toSorted()
    expect(files).toEqual(seeds().map(({ file }) => file))
    for (const { file, title, path } of seeds()) {
      const text = readFileSync(new URL(file, folder), 'utf8')
      expect(text.split('\n')[0]?.trim()).toBe(title)
      expect(text).toContain(path)
    }
  })

  it('every exchange says where it is from, in a sentence, and why it is special', () => {
    for (const exchange of documented.flatMap(({ dialect }) => exchangesOf(dialect))) {
      const { source, what, ours = {}, cannotPass = {}, decided, notServed = 'It is served.' } = exchange
      expect(source).toMatch(
        /^(?:seed 00[0-3]|contracts [1-3]\.\d|npm-profile 12|trakt-api|(?:page|client) (?:of )?[A-Z].+)$/,
      )
      const reasons = [...Object.values(ours), ...Object.values(cannotPass), notServed, decided?.why ?? what]
      for (const text of [what, ...reasons]) expect(text).toMatch(/^[\w`].+\.$/)
    }
  })
})
