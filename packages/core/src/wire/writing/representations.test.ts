import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isProblem } from '../../protocol/problem.js'
import { decodeForm } from '../form.js'
import type { JsonObject, JsonValue } from '../json-value.js'
import { chooseRepresentation, formBodies, jsonBodies, type Representations } from './representations.js'

const formFirst: Representations = [formBodies, jsonBodies]

describe('the representation of a response', () => {
  // RFC 9110 §12.5.1.
  it.each<[accept: string | undefined, chosen: 'form' | 'json']>([
    // A client that says nothing, or accepts everything, gets the first one.
    [undefined, 'form'],
    ['*/*', 'form'],
    ['application/*', 'form'],
    ['application/x-www-form-urlencoded', 'form'],
    ['application/json', 'json'],
    ['APPLICATION/JSON', 'json'],
    ['application/json;charset=utf-8', 'json'],
    ['application/json, */*', 'form'],
    ['application/json, */*;q=0.8', 'json'],
    ['application/json;q=0.5, application/x-www-form-urlencoded;q=0.4', 'json'],
    ['application/json;q=0.4, application/x-www-form-urlencoded;q=0.5', 'form'],
    ['application/json ; q=0.4 , application/x-www-form-urlencoded ; q=0.3', 'json'],
    ['application/json; Q=0.1, */*; Q=0.2', 'form'],
    // The most specific range counts, whatever the order.
    ['*/*;q=0.9, application/*;q=0.1, application/json;q=0.5', 'json'],
    ['application/x-www-form-urlencoded;q=0, */*', 'json'],
    ['*/*, application/x-www-form-urlencoded;q=0', 'json'],
    ['application/json;q=0', 'form'],
    ['application/json;q=0, */*', 'form'],
    // Of two equal weights the server chooses.
    ['application/json, application/x-www-form-urlencoded', 'form'],
    // A request that accepts none of them gets the first one, and no 406.
    ['text/html', 'form'],
    ['application/xml', 'form'],
    ['application/vnd.github.v3+json', 'form'],
    ['text/*', 'form'],
    ['*/*;q=0', 'form'],
    // What is malformed accepts nothing.
    ['', 'form'],
    [',', 'form'],
    [';q=1', 'form'],
    ['json', 'form'],
    ['application/json;q=', 'form'],
    ['application/json;q=x', 'form'],
    ['application/json;q=-1', 'form'],
    ['application/json;q=NaN', 'form'],
  ])('for Accept: %s is a %s', (accept, chosen) => {
    const wanted = { form: formBodies, json: jsonBodies }[chosen]
    expect(chooseRepresentation(formFirst, accept)).toBe(wanted)
  })

  it('depends on the order of the dialect only if the request does not', () => {
    const jsonFirst: Representations = [jsonBodies, formBodies]
    expect(chooseRepresentation(jsonFirst, undefined)).toBe(jsonBodies)
    expect(chooseRepresentation(jsonFirst, '*/*')).toBe(jsonBodies)
    expect(chooseRepresentation(jsonFirst, 'application/x-www-form-urlencoded')).toBe(formBodies)
  })

  it('is the only one, whatever the request accepts', () => {
    expect(chooseRepresentation([jsonBodies], 'application/x-www-form-urlencoded')).toBe(jsonBodies)
  })

  it('is one of those of the dialect for every header', () => {
    fc.assert(
      fc.property(fc.string(), (accept) => {
        expect(formFirst).toContain(chooseRepresentation(formFirst, accept))
      }),
      { seed: 1 },
    )
  })
})

// Names and texts of any characters. A body has no member `__proto__`, and the reader refuses a name that is empty.
const members = fc.dictionary(
  fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => name !== '__proto__'),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(undefined)),
)

const asText = (value: JsonValue) => (typeof value === 'string' ? value : JSON.stringify(value))
const decoded = (body: JsonObject) => {
  const parameters = decodeForm(formBodies.write(body), 'none of these')
  if (isProblem(parameters)) throw new Error(parameters.description)
  return { ...parameters }
}

describe('a body as a form', () => {
  it('is read back with the same members in the same order, and numbers as digits', () => {
    fc.assert(
      fc.property(members, (body) => {
        const sent = Object.entries(body).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, asText(value)]],
        )
        expect(Object.entries(decoded(body))).toEqual(sent)
      }),
      { seed: 1 },
    )
  })

  it('is read by the WHATWG reader of forms too', () => {
    fc.assert(
      fc.property(members, (body) => {
        expect(Object.fromEntries(new URLSearchParams(formBodies.write(body)))).toEqual(decoded(body))
      }),
      { seed: 1 },
    )
  })

  it('is written as in the documents of GitHub', () => {
    const body = { access_token: 'gho_16C7', token_type: 'bearer', scope: 'repo,gist', expires_in: undefined }
    expect(formBodies.write(body)).toBe('access_token=gho_16C7&token_type=bearer&scope=repo%2Cgist')
    expect(formBodies.write({ expires_in: 900, text: 'a b+c' })).toBe('expires_in=900&text=a+b%2Bc')
  })

  it('has lists and objects as JSON, and U+FFFD for half of a surrogate pair', () => {
    expect(decoded({ list: ['a', 1], object: { b: null }, half: 'a\uD800b' })).toEqual({
      list: '["a",1]',
      object: '{"b":null}',
      half: 'a\uFFFDb',
    })
  })

  it('is empty without members', () => {
    expect(formBodies.write({})).toBe('')
  })
})
