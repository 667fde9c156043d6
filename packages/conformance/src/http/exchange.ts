/** Header fields in their order. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A request as it is sent. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body?: string
}

/** A request and its response. */
export interface Exchange {
  readonly request: SentRequest
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
}

/** Returns the value of a header of the response, whatever the case of its name. Repeated values are joined by commas. */
export function headerOf({ headers }: Pick<Exchange, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase()
  const values = headers.filter(([known]) => known.toLowerCase() === wanted).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/** A JSON object with unknown members. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Returns the JSON object in a body, or `undefined` if the body has none. The media type does not matter here. */
export function objectIn({ body }: Pick<Exchange, 'body'>): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined
    throw fault
  }
}

/** Returns whether a value is an object with members. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns whether a media type is JSON in UTF-8. */
export function isJson(exchange: Exchange): boolean {
  return /^application\/json *(?:; *charset="?utf-?8"?)? *$/i.test(headerOf(exchange, 'Content-Type') ?? '')
}

/** Returns whether no cache may store a response. RFC 9111 §5.2.2.5 */
export function isKeptFromCaches(exchange: Exchange): boolean {
  return /\bno-store\b/i.test(headerOf(exchange, 'Cache-Control') ?? '')
}
