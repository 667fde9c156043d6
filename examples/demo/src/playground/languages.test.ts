import {
  aws,
  type Dialect,
  gitlab,
  google,
  huggingFace,
  npm,
  type Operation,
  okta,
  type RequestSpec,
  trakt,
} from '@devicegrant/core/dialects'
import { describe, expect, it } from 'vitest'
import { served } from '../dialects.js'
import type { Sentence } from './config.js'
import { languagesOf } from './languages.js'

// All that share no path with an earlier one, and some of the others.
const dialects = [...served.dialects, google, gitlab, huggingFace, okta, trakt]
const languages = languagesOf(dialects, 'tv', 'read')

function specOf(dialect: Dialect, { path, parameters }: Sentence): RequestSpec | undefined {
  const reads = dialect.endpoints.find((endpoint) => endpoint.path === path)?.reads
  return reads && 'byGrantType' in reads ? reads.byGrantType[parameters?.['grant_type'] ?? ''] : reads
}

describe('the languages of the playground', () => {
  it('are those of every dialect that a device without a browser or a registration speaks, each once', () => {
    const spoken = dialects.filter((dialect) => dialect !== npm)
    expect(languages.map(({ name }) => name)).toEqual([...new Set(spoken.map(({ name }) => name))])
    expect(languagesOf([aws, npm], 'tv', 'read')).toEqual([])
  })

  it('name the device code as the dialect does, and ask for JSON where another representation comes first', () => {
    const find = (wanted: string) => languages.find(({ name }) => name === wanted)
    expect([find('trakt')?.poll.secret, find('google')?.poll.secret]).toEqual(['code', 'device_code'])
    expect([find('github')?.poll.accept, find('rfc8628')?.poll.accept]).toEqual(['application/json', undefined])
  })

  it('have a title each', () => {
    expect(languages.filter(({ name, title }) => name === title)).toEqual([])
  })

  // A dialect that needs another parameter fails here, and not in front of a newcomer.
  it.each(languages)('have requests that the dialect $name reads', ({ name, start, poll, refresh }) => {
    const dialect = dialects.find((one) => one.name === name)
    if (dialect === undefined) throw new Error(`no dialect is called ${name}`)
    const sentences: readonly (readonly [Operation, Sentence | undefined])[] = [
      ['startAuthorization', start],
      ['exchangeDeviceCode', poll],
      ['exchangeRefreshToken', refresh],
    ]
    for (const [operation, sentence] of sentences) {
      if (sentence === undefined) throw new Error(`${name} has no ${operation}`)
      const spec = specOf(dialect, sentence)
      const sent = { ...sentence.parameters, ...(sentence.secret !== undefined && { [sentence.secret]: 'x' }) }
      expect(spec).toMatchObject({ operation })
      expect(spec?.parameters.safeParse(sent)).toMatchObject({ success: true })
    }
  })

  it('know where a refusal has its error code', () => {
    const members = Object.fromEntries(languages.map(({ name, wordMember }) => [name, wordMember]))
    const { dreadnode, ...others } = members
    expect([dreadnode, ...new Set(Object.values(others))]).toEqual(['type', 'error'])
  })

  it('leave out a dialect in which no device can start', () => {
    const [rfc] = dialects
    expect(languagesOf(rfc ? [{ ...rfc, endpoints: [] }] : [], 'tv', 'read')).toEqual([])
  })
})
