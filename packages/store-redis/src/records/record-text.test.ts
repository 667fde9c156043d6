import { sampleAuthorization, sampleFamily, sampleFamilyLife, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { readRecord, readValue, shortNames, writeRecord } from './record-text.js'

const anything = { outside: {}, is: (value: object): value is object => value !== null }
const header = '2 7 writename - - - a-digest '

describe('records as text', () => {
  const authorization = sampleAuthorization(1_800_000_000_000)
  const family = sampleFamily(1_800_000_000_000)
  const bound = { ...authorization, codeChallenge: 'challenge', bindingMessage: 'Till 4', needsNumber: true } as const
  const shapes = [
    ['pending', authorization],
    ['bound to its device', bound],
    ['with a wrong number', { ...sampleLife(bound).approved, wrongNumbers: 1 }],
    ...Object.entries(sampleLife(authorization)),
    ['live', family],
    ...Object.entries(sampleFamilyLife(family)),
  ] as const

  it.each(shapes)('are the same after writing and reading: %s', (_name, record) => {
    expect(readRecord(writeRecord(record), anything)).toEqual(record)
    const text = writeRecord(record)
    expect(readValue(header + text)).toEqual({ revision: 7, deviceCode: 'a-digest', text })
  })

  it.each(shapes)('have a short name for every member of the text: %s', (_name, record) => {
    const names = Object.keys(JSON.parse(writeRecord(record)))
    expect(names.filter((name) => name.length > 1 && name !== 'deviceCode' && name !== 'userCode')).toEqual([])
    expect(new Set(names).size).toBe(Object.keys(record).length)
  })

  it('have no short name for two members', () => {
    const twice = [...shortNames.values()].filter((name, index, all) => all.indexOf(name) !== index)
    expect(twice).toEqual([])
    const everything = Object.fromEntries([...shortNames.keys()].map((name, index) => [name, index]))
    expect(readRecord(writeRecord(everything), anything)).toEqual(everything)
  })

  it('keep unknown members', () => {
    const record = { ...authorization, invented: { next: 'year' } }
    expect(readRecord(writeRecord(record), anything)).toEqual(record)
  })

  it('get the members outside the text', () => {
    const { userCode, deviceCode, ...rest } = authorization
    expect(readRecord(writeRecord(rest), { ...anything, outside: { userCode, deviceCode } })).toEqual(authorization)
  })

  it.each([
    '',
    'garbage',
    '1 7 w - - - {}',
    '1 7 w - - - - {}',
    '3 7 w - - - - {}',
    '2 x w - - - - {}',
    '2 7 w - - - {}',
    '{"t":"approved"}',
    '2 7',
  ])('are refused in an unknown format: %j', (value) => {
    expect(() => readValue(value)).toThrow('does not know')
  })

  it.each(['null', '3', '"approved"', '{'])('are refused if they are damaged: %s', (text) => {
    expect(() => readRecord(readValue(header + text).text, anything)).toThrow()
  })

  it('are refused if they are of another kind', () => {
    const none = { outside: {}, is: (_value: object): _value is object => false }
    expect(() => readRecord('{}', none)).toThrow('damaged')
  })
})
