import { describe, expect, it } from 'vitest'
import { formRequest } from '../../test-support/http.js'
import { facts } from '../../test-support/written.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { responseContext } from './response-context.js'

const contextOf = (query: string, names: Readonly<Record<string, string>> = {}) =>
  responseContext({ ...rfc8628, names }, facts, { ...formRequest('/token', ''), query })

describe('the query of a request, as a response sees it', () => {
  it.each([
    ['id=7', '7'],
    ['a=1&id=7', '7'],
    ['%69d=a%20b+c', 'a b c'],
    ['id=', ''],
    ['id', ''],
    ['', undefined],
    ['ID=7', undefined],
    ['id=7&id=8', undefined],
    ['id=%C3%28', undefined],
  ])('%s', (query, expected) => {
    expect(contextOf(query).query('id')).toBe(expected)
  })

  it('has no secret, under either of its names', () => {
    const { query } = contextOf('client_secret=a&appKey=b&device_code=c', { client_secret: 'appKey' })
    expect(['client_secret', 'appKey', 'device_code'].map(query)).toEqual([undefined, undefined, undefined])
  })

  it('is empty without a request', () => {
    expect(responseContext(rfc8628, facts).query('id')).toBeUndefined()
  })
})
