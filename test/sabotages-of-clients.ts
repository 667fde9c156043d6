import type { AuditRequest } from '@devicegrant/testing'
import { isForm, parametersOf, type Sabotage, spoilt, withParameters } from './spoilt.js'

/** Ways of being wrong about how clients say who they are, and audits that have to notice. */
export const clientSabotages: readonly Sabotage[] = [
  {
    what: 'reads Basic form-decoded only',
    target: spoilt({
      request: (sent) => ({
        ...sent,
        headers: sent.headers.map(([name, value]) => [name, name === 'Authorization' ? formDecoded(value) : value]),
      }),
    }),
    fails: ['client-basic-unencoded', 'client-basic-unencoded-at-every-endpoint'],
  },
  {
    what: 'reads Basic as it is only',
    target: spoilt({
      request: (sent) => ({
        ...sent,
        headers: sent.headers.map(([name, value]) => [name, name === 'Authorization' ? reencoded(value) : value]),
      }),
    }),
    fails: ['client-basic-is-form-encoded', 'client-basic-unencoded'],
  },
  {
    what: 'takes a secret that is said twice for two methods',
    target: spoilt({
      request: (sent) => (saysTwice(sent) ? withParameters(sent, { client_secret: 'another' }) : sent),
    }),
    fails: ['client-one-method-said-twice'],
  },
  {
    what: 'looks at the secret in the body only when there is no other',
    target: spoilt({
      request: (sent) => (saysTwice(sent) ? withParameters(sent, { client_secret: undefined }) : sent),
    }),
    fails: ['client-one-method-at-a-time'],
  },
]

const saysTwice = (sent: AuditRequest) =>
  sent.headers.some(([name]) => name === 'Authorization') && isForm(sent) && parametersOf(sent).get('client_secret')

/** The halves of Basic credentials, as they stand in the header. */
function halvesOf(header: string): readonly [string, string] | undefined {
  const [scheme, encoded = ''] = header.split(' ')
  const [, clientId, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return scheme?.toLowerCase() === 'basic' && clientId !== undefined && secret !== undefined
    ? [clientId, secret]
    : undefined
}

const joined = (halves: readonly string[]) => `Basic ${Buffer.from(halves.join(':')).toString('base64')}`
const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))

/** The same header for a server that decodes it once more: text that cannot be decoded authenticates no client. */
function formDecoded(header: string): string {
  const halves = halvesOf(header)
  if (halves === undefined) return header
  try {
    return joined(halves.map((half) => encodeURIComponent(decode(half))))
  } catch {
    return 'Basic !'
  }
}

/** The same header for a server that does not decode it. */
function reencoded(header: string): string {
  const halves = halvesOf(header)
  return halves === undefined ? header : joined(halves.map(encodeURIComponent))
}
