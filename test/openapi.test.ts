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
for (const { dialect } of documented) {
  const { openApi } = createDialectHost({}, { dialects: dialectsWith(dialect.name) }).grant
  ajv.addSchema({ $id: `document-${dialect.name}`, ...structuredClone(openApi()) })
}

/** What is wrong with a body, to the schema of this answer in the document of a dialect. */
function complaintsAbout(name: string, path: string, status: number, body: unknown): readonly string[] {
  const [bare = ''] = path.split('?')
  const pointer = ['paths', bare, 'post', 'responses', String(status), 'content', 'application/json', 'schema']
  const reference = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
  const validate = ajv.compile({ $ref: `document-${name}#/${reference}` })
  validate(body)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Documented answers that are served as they are documented. */
function isAnswered({ request, response, notServed, decided }: Exchange): boolean {
  return request?.method === 'POST' && response?.body !== undefined && notServed === undefined && decided === undefined
}

describe.each(documented)('the documented answers of $dialect.name', ({ dialect }) => {
  const answered = exchangesOf(dialect).filter(isAnswered)

  it('are many', () => {
    expect(answered.length).toBeGreaterThan(5)
  })

  it.each(answered)('$source: $what', ({ request, response, cannotPass = {} }) => {
    const complaints = complaintsAbout(dialect.name, request?.path ?? '', response?.status ?? 0, response?.body)
    const unexplained = complaints.filter((text) => !Object.keys(cannotPass).some((name) => text.includes(name)))
    expect(unexplained).toEqual([])
  })
})
