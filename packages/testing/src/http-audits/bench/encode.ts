/** Names and values in order; a repeated name is sent twice. */
export type Fields = Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[]

/** An `application/x-www-form-urlencoded` body. */
export function encodeForm(fields: Fields): string {
  const pairs = isPairs(fields) ? fields : Object.entries(fields)
  return pairs.map(([name, value]) => `${encodeFormText(name)}=${encodeFormText(value)}`).join('&')
}

/** An RFC 6749 §2.3.1 `Authorization` value: both halves form-encoded, joined by a colon, as base64. */
export function basic(clientId: string, secret: string): string {
  return `Basic ${base64(`${encodeFormText(clientId)}:${encodeFormText(secret)}`)}`
}

/** An `Authorization` value as `curl -u` makes it, RFC 7617 §2: both halves unencoded. */
export function unencodedBasic(clientId: string, secret: string): string {
  return `Basic ${base64(`${clientId}:${secret}`)}`
}

/** Text as UTF-8 in base64. */
export function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let encoded = ''
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second, third] = bytes.subarray(start, start + 3)
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0)
    encoded += digit(group >> 18) + digit(group >> 12)
    encoded += (second === undefined ? '=' : digit(group >> 6)) + (third === undefined ? '=' : digit(group))
  }
  return encoded
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function digit(bits: number): string {
  return digits.charAt(bits & 63)
}

function encodeFormText(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}

function isPairs(fields: Fields): fields is readonly (readonly [string, string])[] {
  return Array.isArray(fields)
}
