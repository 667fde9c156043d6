import { type Problem, problem } from '../protocol/problem.js'
import type { Endpoint, MediaType } from '../wire/dialect.js'
import { decodeForm } from '../wire/form.js'
import { decodeJson, isObject } from '../wire/json.js'
import { gather, type Parameters } from '../wire/parameters.js'
import type { HttpRequest, RequestBody } from './message.js'

/** No honest request to any endpoint comes near: 64 KiB. */
const bodyLimit = 64 * 1_024

/** What a request body may be. */
export interface BodyRules {
  readonly media: readonly MediaType[]
  /** The one parameter that a form may hold more than once. */
  readonly repeatable: string
  /** `required`: a missing body is a fault of its own. `ignored`: it means nothing, whatever is in it. */
  readonly body?: Endpoint['body'] | undefined
}

/** The parameters in the body of a request, or the problem with it. */
export async function readParameters(request: HttpRequest, rules: BodyRules): Promise<Parameters | Problem> {
  const { headers, body } = request
  if (rules.body === 'ignored') return readNothing(body)
  // Compressed requests are refused rather than inflated: no client sends them, and a small one can be a large one.
  if (!isIdentity(headers['content-encoding'])) return unsupported('Content-Encoding is not supported.')
  if (body.kind === 'parsed') return readParsed(body.value, headers['content-type'], rules)
  const bytes = await body.read(bodyLimit)
  if (bytes === 'tooLarge') return problem('contentTooLarge', 'The body is too large.')
  if (bytes === 'tooSlow') return problem('requestTimeout', 'The body did not arrive in time.')
  if (bytes === 'cutOff') return problem('invalidRequest', 'The body was cut off.')
  return decode(bytes, headers['content-type'], rules)
}

// It is read all the same, so that it can be neither endless nor in the way of the next request.
async function readNothing(body: RequestBody): Promise<Parameters | Problem> {
  const bytes = body.kind === 'stream' ? await body.read(bodyLimit) : undefined
  if (bytes === 'tooLarge') return problem('contentTooLarge', 'The body is too large.')
  if (bytes === 'tooSlow') return problem('requestTimeout', 'The body did not arrive in time.')
  return gather([], '')
}

function decode(bytes: Uint8Array, contentType: string | undefined, rules: BodyRules): Parameters | Problem {
  if (bytes.length === 0 && (contentType === undefined || rules.body !== undefined)) return readEmpty(rules)
  const type = mediaTypeOf(contentType, rules.media)
  if (type === undefined) return unsupportedType(rules)
  const text = decodeUtf8(bytes)
  if (text === undefined) return problem('invalidRequest', 'The body is not well-formed UTF-8.')
  if (rules.body === 'optional' && text.trim() === 'null') return gather([], '')
  return type === 'application/json' ? decodeJson(text) : decodeForm(text, rules.repeatable)
}

function readEmpty({ body, repeatable }: BodyRules): Parameters | Problem {
  if (body !== 'required') return gather([], repeatable)
  return problem('invalidRequest', 'The body is missing.', { faults: [{ fault: 'missing' }] })
}

/** What the host's own parser made of the body is checked as strictly as the bytes would have been. */
function readParsed(value: unknown, contentType: string | undefined, rules: BodyRules): Parameters | Problem {
  if (value instanceof Uint8Array) return decode(value, contentType, rules)
  if (typeof value === 'string') return decode(new TextEncoder().encode(value), contentType, rules)
  const type = mediaTypeOf(contentType, rules.media)
  if (type === undefined && contentType !== undefined) return unsupportedType(rules)
  if (!isObject(value)) {
    return problem('invalidRequest', 'The body is not an object of parameters.', { faults: [{ fault: 'notAnObject' }] })
  }
  const members = Object.entries(value)
  // A parser that is kind to forms makes arrays and objects of `a=1&a=2` and `a[b]=1`; a form has neither.
  const strings = members.every(([name, member]) => typeof member === 'string' || name === rules.repeatable)
  if (type !== 'application/json' && !strings) {
    return problem('invalidRequest', 'A parameter is included more than once or is not text.')
  }
  return gather(members, rules.repeatable)
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

/** The media type of a Content-Type header (RFC 9110 §8.3) if it is one of these and says nothing but UTF-8. */
function mediaTypeOf(contentType: string | undefined, media: readonly MediaType[]): MediaType | undefined {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase())
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim())
    if (name === 'charset' && !utf8Names.includes(value.replace(/^"(.*)"$/, '$1'))) return undefined
  }
  return media.find((known) => known === type)
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // A fatal decoder throws on malformed UTF-8 and for no other reason.
    return undefined
  }
}
