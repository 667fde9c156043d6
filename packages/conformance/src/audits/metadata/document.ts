import type { ServerAudit } from '../../bench/audit.js'
import { methodOf } from '../../bench/client.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { isLoopback, metadataAddresses } from '../../find/addresses.js'
import { isJson } from '../../http/exchange.js'
import { metadataOf, readList } from './read-metadata.js'

/** The members of the metadata that RFC 8414 §2 defines, and whether they tell the truth. */
export const metadataAudits: readonly ServerAudit[] = [
  {
    id: 'metadata-media-type',
    section: 'RFC 8414 §3.2',
    level: 'MUST',
    obligation: 'The metadata is a JSON object with the media type application/json.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange } = metadataOf(bench)
      expectThat(isJson(exchange), 'Content-Type: application/json', exchange)
    },
  },
  {
    id: 'metadata-issuer',
    section: 'RFC 8414 §3.3',
    level: 'MUST',
    obligation: 'The issuer in the metadata is the one whose address leads to the metadata.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      const { issuer } = document
      const leadsHere =
        typeof issuer === 'string' &&
        URL.canParse(issuer) &&
        metadataAddresses(new URL(issuer)).includes(exchange.request.url)
      expectThat(leadsHere, `an issuer that leads to ${exchange.request.url}`, exchange)
    },
  },
  {
    id: 'metadata-issuer-form',
    section: 'RFC 8414 §2',
    level: 'MUST',
    obligation: 'The issuer is an https URL without a query and without a fragment.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      const { issuer } = document
      const url = typeof issuer === 'string' && URL.canParse(issuer) ? new URL(issuer) : undefined
      const isGood = url !== undefined && (url.protocol === 'https:' || isLoopback(url))
      expectThat(isGood && !/[?#]/.test(String(issuer)), 'an https URL without query and fragment', exchange)
    },
  },
  {
    id: 'metadata-token-endpoint',
    section: 'RFC 8414 §2',
    level: 'MUST',
    obligation: 'The metadata has the address of the token endpoint.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      const { token_endpoint: address } = document
      expectThat(typeof address === 'string' && URL.canParse(address), 'a URL as token_endpoint', exchange)
    },
  },
  {
    id: 'metadata-response-types',
    section: 'RFC 8414 §2',
    level: 'MUST',
    obligation: 'The metadata has response_types_supported, which is a list.',
    needs: ['metadata'],
    note: 'A server that has no authorization endpoint has no response type. The section requires the member all the same.',
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      expectThat(Array.isArray(document['response_types_supported']), 'response_types_supported as a list', exchange)
    },
  },
  {
    id: 'metadata-lists',
    section: 'RFC 8414 §2',
    level: 'MUST',
    obligation: 'Members with several values are lists of strings.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      for (const name of listMembers) {
        const value = document[name]
        const isGood = value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
        expectThat(isGood, `${name} as a list of strings`, exchange)
      }
    },
  },
  {
    id: 'metadata-empty-lists',
    section: 'RFC 8414 §3.2',
    level: 'MUST',
    obligation: 'Lists without elements are left out.',
    needs: ['metadata'],
    note: 'response_types_supported is not judged: section 2 requires it, also of a server that has no response type.',
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      const empty = Object.keys(document).filter((name) => {
        const value = document[name]
        return name !== 'response_types_supported' && Array.isArray(value) && value.length === 0
      })
      expectThat(empty.length === 0, `no ${empty.join(', no ')}, because it is empty`, exchange)
    },
  },
  {
    id: 'metadata-device-endpoint',
    section: 'RFC 8628 §4',
    level: 'MAY',
    obligation: 'The metadata has the address of the device authorization endpoint.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange, document } = metadataOf(bench)
      const { device_authorization_endpoint: address } = document
      expectThat(typeof address === 'string', 'device_authorization_endpoint', exchange)
    },
  },
  {
    id: 'metadata-device-grant',
    section: 'RFC 8628 §4',
    level: 'MAY',
    obligation: 'The metadata lists the grant type of the device grant.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange } = metadataOf(bench)
      const grant = 'urn:ietf:params:oauth:grant-type:device_code'
      const isListed = readList(bench, 'grant_types_supported')?.includes(grant) ?? false
      expectThat(isListed, `${grant} in grant_types_supported`, exchange)
    },
  },
  {
    id: 'metadata-client-method',
    section: 'RFC 8414 §2',
    level: 'SHOULD',
    obligation: 'The metadata lists the way in which this client authenticates at the token endpoint.',
    needs: ['metadata'],
    note: 'Clients that read the metadata leave out a way that is not in it. Without the member, it is client_secret_basic alone.',
    async check(bench) {
      const { exchange } = metadataOf(bench)
      const methods = readList(bench, 'token_endpoint_auth_methods_supported') ?? ['client_secret_basic']
      const method = methodOf(bench.client)
      expectThat(methods.includes(method), `${method} in token_endpoint_auth_methods_supported`, exchange)
    },
  },
  {
    id: 'metadata-assertion-algorithms',
    section: 'RFC 8414 §2',
    level: 'MUST',
    obligation:
      'An endpoint that takes signed assertions of clients lists their algorithms, and none is not among them.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange } = metadataOf(bench)
      for (const endpoint of ['token', 'revocation', 'introspection']) {
        const methods = readList(bench, `${endpoint}_endpoint_auth_methods_supported`) ?? []
        const algorithms = readList(bench, `${endpoint}_endpoint_auth_signing_alg_values_supported`)
        expectThat(algorithms?.includes('none') !== true, `no algorithm none at the ${endpoint} endpoint`, exchange)
        const isNeeded = methods.some((method) => /^(private_key|client_secret)_jwt$/.test(method))
        const name = `${endpoint}_endpoint_auth_signing_alg_values_supported`
        expectThat(!isNeeded || (algorithms?.length ?? 0) > 0, name, exchange)
      }
    },
  },
  {
    id: 'metadata-dpop-algorithms',
    section: 'RFC 9449 §4.3',
    level: 'MUST',
    obligation: 'The algorithms for DPoP proofs are asymmetric.',
    needs: ['metadata'],
    async check(bench) {
      const { exchange } = metadataOf(bench)
      const algorithms = readList(bench, 'dpop_signing_alg_values_supported')
      if (algorithms === undefined) throw new NotConcerned('the metadata has no DPoP')
      const bad = algorithms.filter((one) => /^(none$|HS)/.test(one))
      expectThat(bad.length === 0, `no ${bad.join(', no ')} in dpop_signing_alg_values_supported`, exchange)
    },
  },
]

const listMembers = [
  'scopes_supported',
  'response_types_supported',
  'response_modes_supported',
  'grant_types_supported',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'revocation_endpoint_auth_methods_supported',
  'introspection_endpoint_auth_methods_supported',
  'code_challenge_methods_supported',
  'dpop_signing_alg_values_supported',
]
