import type { Dialect, Operation, RequestSpec } from '@devicegrant/core/dialects'
import { describe, expect, it } from 'vitest'
import { dialects } from '../dialects.js'
import type { Sentence } from './config.js'
import { languagesOf } from './languages.js'

const languages = languagesOf(dialects, 'tv', 'read')

function specOf(dialect: Dialect, { path, parameters }: Sentence): RequestSpec | undefined {
  const reads = dialect.endpoints.find((endpoint) => endpoint.path === path)?.reads
  return reads && 'byGrantType' in reads ? reads.byGrantType[parameters?.['grant_type'] ?? ''] : reads
}

describe('the languages of the playground', () => {
  it('are those of every dialect of the demo, each once', () => {
    expect(languages.map(({ name }) => name)).toEqual([...new Set(dialects.map(({ name }) => name))])
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
