import { type Dialect, describeApi } from '@devicegrant/core/dialects'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { documented, type Exchange, exchangesOf } from './dialect-fixtures.js'
import { createDialectHost, dialectsWith } from './dialect-host.js'

// The judges here are not ours: they know nothing of the schemas that the document was made of.

const { grant } = createDialectHost()
const document = grant.openApi({ title: 'Every dialect', version: '7' })

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 to a validator that we did not write', async () => {
    const result = await new Validator().validate({ ...structuredClone(document) })
    expect(result).toMatchObject({ valid: true })
    expect(document.info).toEqual({ title: 'Every dialect', version: '7' })
  })

  it('would not be, if it were wrong', async () => {
    const { paths: _paths, ...spoilt } = structuredClone(document)
    const broken = { ...spoilt, paths: { 'no-slash': { post: {} } }, info: {} }
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false })
  })
})

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
// A dialect that has paths of others has a document of its own.
for (const { dialect } of documented) {
  const facts = { title: dialect.name, version: '7', baseUrl: 'https://example.com' }
  ajv.addSchema({
    $id: dialect.name,
    ...structuredClone(describeApi(dialectsWith(dialect.name), facts)),
  })
}

/** What is wrong with a documented body, to the schema of this answer in the document of the dialect. */
function complaintsAbout({ name }: Dialect, { request, response }: Exchange): readonly string[] {
  const [path = ''] = (request?.path ?? '').split('?')
  const method = request?.method.toLowerCase() ?? ''
  const pointer = [
    'paths',
    path,
    method,
    'responses',
    String(response?.status),
    'content',
    'application/json',
    'schema',
  ]
  const reference = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
  const validate = ajv.compile({ $ref: `${name}#/${reference}` })
  validate(response?.body)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Documented answers that are served as they are documented. */
function isAnswered({ request, response, notServed, decided }: Exchange): boolean {
  return request !== undefined && response?.body !== undefined && notServed === undefined && decided === undefined
}

describe.each(documented)('the documented answers of $dialect.name', ({ dialect }) => {
  const answered = exchangesOf(dialect).filter(isAnswered)

  it('are many', () => {
    expect(answered.length).toBeGreaterThan(2)
  })

  it.each(answered)('$source: $what', (exchange) => {
    const { cannotPass = {} } = exchange
    const complaints = complaintsAbout(dialect, exchange)
    const unexplained = complaints.filter((text) => !Object.keys(cannotPass).some((name) => text.includes(name)))
    expect(unexplained).toEqual([])
  })
})
