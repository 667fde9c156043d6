import type { HttpRequest, RequestBody } from '../ports/http-request.js'
import { type Problem, problem } from '../protocol/problem.js'
import type { Endpoint, MediaType } from '../wire/endpoint.js'
import { decodeForm } from '../wire/form.js'
import { decodeJson, isObject } from '../wire/json.js'
import { gather, type Parameters } from '../wire/parameters.js'

/** The largest body in bytes (64 KiB). Honest requests are much smaller. */
const bodyLimit = 64 * 1_024

/** The bodies that an endpoint accepts. */
export interface BodyRules {
  readonly media: readonly MediaType[]
  /** The one parameter that a body may hold more than once. */
  readonly repeatable: string
  /** `required`: an empty body is a fault of its own. `ignored`: the content of the body has no meaning. */
  readonly body?: Endpoint['body'] | undefined
}

/**
 * Returns the parameters in the body of a request, or the problem with the body.
 *
 * @throws `Error` when the host has read the body and kept nothing.
 */
export async function readParameters(request: HttpRequest, rules: BodyRules): Promise<Parameters | Problem> {
  const { headers, body } = request
  if (rules.body === 'ignored') return readNothing(body)
  // Compressed requests are refused: no client sends them, and a small one can inflate to a huge one.
  if (!isIdentity(headers['content-encoding'])) return unsupported('Content-Encoding is not supported.')
  if (body.kind === 'usedUp') return refuseUsedUp(headers['content-type'], rules)
  if (body.kind === 'parsed') return readParsed(body.value, headers['content-type'], rules)
  const bytes = await body.read(bodyLimit)
  if (bytes === 'tooLarge') return problem('contentTooLarge', 'The body is too large.')
  if (bytes === 'tooSlow') return problem('requestTimeout', 'The body did not arrive in time.')
  if (bytes === 'aborted') return problem('invalidRequest', 'The body was cut off.')
  if (bytes === 'usedUp') return refuseUsedUp(headers['content-type'], rules)
  return decode(bytes, headers['content-type'], rules)
}

// The body is still read, so that it cannot be endless and does not block the next request on the connection.
async function readNothing(body: RequestBody): Promise<Parameters | Problem> {
  const bytes = body.kind === 'stream' ? await body.read(bodyLimit) : undefined
  if (bytes === 'tooLarge') return problem('contentTooLarge', 'The body is too large.')
  if (bytes === 'tooSlow') return problem('requestTimeout', 'The body did not arrive in time.')
  return gather([], '')
}

// This is a mistake of the host and not of the client, so it throws: the client receives 500, and the host gets the
// message.
function refuseUsedUp(contentType: string | undefined, rules: BodyRules): Problem {
  if (mediaTypeOf(contentType, rules.media) === undefined) return unsupportedType(rules)
  throw new Error(
    'The application read the body of this request before devicegrant and did not pass it on. Mount devicegrant before the ' +
      'code that reads bodies, or pass the parsed body: as request.body for node:http, as `body` in the second argument ' +
      'of a fetchHandler, or as `body` of requestFromNode.',
  )
}

function decode(bytes: Uint8Array, contentType: string | undefined, rules: BodyRules): Parameters | Problem {
  if (bytes.length === 0 && (contentType === undefined || rules.body !== undefined)) return readEmpty(rules)
  const type = mediaTypeOf(contentType, rules.media)
  if (type === undefined || (type.isAscii && !isAscii(bytes))) return unsupportedType(rules)
  const text = decodeUtf8(bytes)
  if (text === undefined) return problem('invalidRequest', 'The body is not well-formed UTF-8.')
  if (rules.body === 'optional' && text.trim() === 'null') return gather([], '')
  return type.media === 'application/json' ? decodeJson(text) : decodeForm(text, rules.repeatable)
}

function readEmpty({ body, repeatable }: BodyRules): Parameters | Problem {
  if (body !== 'required') return gather([], repeatable)
  return problem('invalidRequest', 'The body is missing.', { faults: [{ fault: 'missing' }] })
}

/** Checks the result of the host's parser as strictly as bytes. */
function readParsed(value: unknown, contentType: string | undefined, rules: BodyRules): Parameters | Problem {
  const bytes = bytesOf(value)
  if (bytes !== undefined) return decode(bytes, contentType, rules)
  const type = mediaTypeOf(contentType, rules.media)
  if (type === undefined && contentType !== undefined) return unsupportedType(rules)
  if (isUnreadable(value)) throw new Error(unreadable(value))
  const members = membersOf(value)
  if (members === undefined) {
    return problem('invalidRequest', 'The body is not an object of parameters.', { faults: [{ fault: 'notAnObject' }] })
  }
  if (type?.media === 'application/json') return gather(members, rules.repeatable)
  // Some parsers make arrays and objects of `a=1&a=2` and `a[b]=1`. A form has only text.
  if (!members.every(([name, member]) => typeof member === 'string' || name === rules.repeatable)) {
    return problem('invalidRequest', 'A parameter is included more than once or is not text.')
  }
  if (type?.isAscii === true && !isAscii(new TextEncoder().encode(String(members.flat()))))
    return unsupportedType(rules)
  return gather(members, rules.repeatable)
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return new TextEncoder().encode(value)
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined
}

/** Returns whether no parser makes this of a body: a function, or an instance without members, such as a `Blob`. */
function isUnreadable(value: unknown): value is object {
  if (typeof value === 'function') return true
  if (!isObject(value) || isIterable(value) || Object.keys(value).length > 0) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== null && Object.getPrototypeOf(prototype) !== null
}

// It would count as a body without parameters, and the client would get the response that it has sent none.
function unreadable(value: object): string {
  return (
    `The application has handed over the body of this request as a ${value.constructor.name}, which devicegrant cannot read. ` +
    'Hand over the content of the body: text, bytes, FormData, URLSearchParams or an object. If it is a promise, await it.'
  )
}

/** Returns the members of an object, or the pairs of `FormData` and `URLSearchParams`, otherwise `undefined`. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (!isObject(value)) return undefined
  if (!isIterable(value)) return Object.entries(value)
  const pairs = [...value]
  return pairs.every(isPair) ? pairs : undefined
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function'
}

function isPair(value: unknown): value is readonly [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string'
}

function unsupportedType({ media }: BodyRules): Problem {
  return unsupported(`The body must be UTF-8 in ${media.join(' or ')}.`)
}

function unsupported(description: string): Problem {
  return problem('unsupportedMediaType', description)
}

function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity'
}

const utf8Names = ['utf-8', 'utf8']
const asciiNames = ['iso-8859-1', 'us-ascii']

/** The meaning of a Content-Type header (RFC 9110 §8.3). */
interface BodyType {
  readonly media: MediaType
  /** Whether the body must be ASCII, because only ASCII is the same text in the charset of the header and in UTF-8. */
  readonly isAscii: boolean
}

const inUtf8: Readonly<Record<MediaType, BodyType>> = {
  'application/x-www-form-urlencoded': { media: 'application/x-www-form-urlencoded', isAscii: false },
  'application/json': { media: 'application/json', isAscii: false },
}

/**
 * Returns the type that a Content-Type header names, if it is one of `media` and its bytes can be read as UTF-8. Some
 * HTTP clients add the name of their default charset to every form, although a form is percent-encoded UTF-8 (RFC 6749
 * appendix B). Such a form is accepted if its bytes are ASCII.
 */
function mediaTypeOf(contentType: string | undefined, media: readonly MediaType[]): BodyType | undefined {
  // Nearly every client sends the name alone.
  const alone = media.find((name) => name === contentType)
  if (alone !== undefined) return inUtf8[alone]
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase())
  const known = media.find((name) => name === type)
  if (known === undefined) return undefined
  const charsets = parameters
    .map((parameter) => parameter.split('=').map((part) => part.trim()))
    .filter(([name]) => name === 'charset')
    .map(([, value = '']) => value.replace(/^"(.*)"$/, '$1'))
  if (charsets.every((charset) => utf8Names.includes(charset))) return inUtf8[known]
  const isForm = known === 'application/x-www-form-urlencoded'
  const readable = isForm && charsets.every((charset) => [...utf8Names, ...asciiNames].includes(charset))
  return readable ? { media: known, isAscii: true } : undefined
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    // A fatal decoder throws only on malformed UTF-8.
    return undefined
  }
}
