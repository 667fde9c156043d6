import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { formType, type Headers, jsonType, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectStarted } from '../bench/expectations.js'
import { expectEachRefused } from './every-endpoint.js'

/** Bodies that no honest client sends, at each of the protocol's endpoints. RFC 6749 §3.2, RFC 9110 §15.5 */
export const malformedAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'malformed-media-type',
    section: 'RFC 9110 §15.5.16',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Text, multipart, XML and a body without a media type are refused with a JSON response.',
    async check(bench) {
      for (const type of [
        undefined,
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/xml',
        '*/*',
        'x',
        ';',
      ]) {
        await expectEachRefused(bench, (body) => ({ body, ...(type !== undefined && { type }) }), [400, 415])
      }
      await expectEachRefused(bench, (body) => ({ body, type: `${formType}, ${jsonType}` }), [400, 415])
    },
  }),
  httpAudit({
    id: 'malformed-charset',
    section: 'RFC 6749 appendix B',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A charset in which the bytes may mean other text than in UTF-8 is refused.',
    async check(bench) {
      for (const charset of ['utf-16', 'latin1', 'utf-16le', '"utf-7"', 'unheard-of', '']) {
        await expectEachRefused(bench, (body) => ({ body, type: `${formType}; charset=${charset}` }), [400, 415])
      }
      for (const charset of ['iso-8859-1', 'us-ascii']) {
        const body = (text: string) => Uint8Array.from([...new TextEncoder().encode(`${text}&x=`), 0xe9])
        const type = `${formType}; charset=${charset}`
        await expectEachRefused(bench, (text) => ({ body: body(text), type }), [400, 415])
        await expectEachRefused(bench, () => ({ body: '{}', type: `${jsonType}; charset=${charset}` }), [400, 415])
      }
    },
  }),
  httpAudit({
    id: 'malformed-is-not-any-spelling',
    section: 'RFC 9110 §8.3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A media type and the charset UTF-8 are recognized in every spelling.',
    async check(bench) {
      const body = encodeForm({ client_id: bench.fixtures.client.clientId })
      for (const type of [
        'APPLICATION/X-WWW-FORM-URLENCODED;charset=UTF-8',
        `${formType};charset=utf-8`,
        `${formType} ; charset="UTF-8"`,
        `${formType}; Charset=utf-8; extra=1`,
      ]) {
        expectStarted(await bench.post(paths.start, { body, type }))
      }
    },
  }),
  httpAudit({
    id: 'malformed-encoding',
    section: 'RFC 9110 §15.5.16',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A body with a Content-Encoding is refused with 415, whether it is compressed or not.',
    async check(bench) {
      for (const encoding of ['gzip', 'deflate', 'br', 'unheard-of', 'gzip, gzip']) {
        const headers: Headers = [['Content-Encoding', encoding]]
        await expectEachRefused(bench, (body) => ({ body, type: formType }), 415, headers)
      }
      const body = encodeForm({ client_id: bench.fixtures.client.clientId })
      expectStarted(await bench.post(paths.start, { body, type: formType }, [['Content-Encoding', 'identity']]))
    },
  }),
  httpAudit({
    id: 'malformed-percent-encoding',
    section: 'RFC 6749 appendix B',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A malformed percent-encoding, and bytes that are not UTF-8, are an invalid_request.',
    async check(bench) {
      for (const wrong of ['%', '%z', '%zz', '%2', '%C3%28', '%FF', '%ED%A0%80']) {
        await expectEachRefused(bench, (body) => ({ body: `${body}&x=${wrong}`, type: formType }), 400)
        await expectEachRefused(bench, (body) => ({ body: `${body}&${wrong}=x`, type: formType }), 400)
      }
      const raw = (body: string) => Uint8Array.from([...new TextEncoder().encode(`${body}&x=`), 0xc3, 0x28])
      await expectEachRefused(bench, (body) => ({ body: raw(body), type: formType }), 400)
    },
  }),
]
