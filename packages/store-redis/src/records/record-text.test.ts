import { sampleAuthorization, sampleFamily, sampleFamilyLife, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { readRecord, readValue, writeRecord } from './record-text.js'

const anything = { fromKey: {}, is: (value: object): value is object => value !== null }
const header = '1 7 writename - - - '

describe('records as text', () => {
  const authorization = sampleAuthorization(1_800_000_000_000)
  const family = sampleFamily(1_800_000_000_000)
  const shapes = [
    ['pending', authorization],
    ...Object.entries(sampleLife(authorization)),
    ['live', family],
    ...Object.entries(sampleFamilyLife(family)),
  ] as const

  it.each(shapes)('are the same after writing and reading: %s', (_name, record) => {
    expect(readRecord(writeRecord(record), anything)).toEqual(record)
    expect(readValue(header + writeRecord(record), anything)).toEqual({ revision: 7, record })
  })

  it.each(shapes)('have a short name for every member that is not in the key: %s', (_name, record) => {
    const names = Object.keys(JSON.parse(writeRecord(record)))
    expect(names.filter((name) => name.length > 1 && name !== 'deviceCode')).toEqual([])
    expect(new Set(names).size).toBe(Object.keys(record).length)
  })

  it('keep unknown members', () => {
    const record = { ...authorization, invented: { next: 'year' } }
    expect(readRecord(writeRecord(record), anything)).toEqual(record)
  })

  it('get the members in their key', () => {
    const { deviceCode, ...rest } = authorization
    expect(readRecord(writeRecord(rest), { ...anything, fromKey: { deviceCode } })).toEqual(authorization)
  })

  it.each(['', 'garbage', '2 7 w - - - {}', '1 x w - - - {}', '1 7 w - - {}', '{"t":"approved"}', '1 7'])(
    'are refused in an unknown format: %j',
    (value) => {
      expect(() => readValue(value, anything)).toThrow('does not know')
    },
  )

  it.each(['null', '3', '"approved"', '{'])('are refused if they are damaged: %s', (text) => {
    expect(() => readValue(header + text, anything)).toThrow()
  })

  it('are refused if they are of another kind', () => {
    const none = { fromKey: {}, is: (_value: object): _value is object => false }
    expect(() => readValue(`${header}{}`, none)).toThrow('damaged')
  })
})
