import type { SentRequest } from './exchange.js'

/**
 * Returns a command for a shell that sends a request again. Names such as `$DEVICE_CODE_1` become variables: the reader sets them.
 *
 * @param request A request without secrets.
 */
export function curlOf({ method, url, headers, body }: SentRequest): string {
  const parts = [
    'curl -i',
    // In brackets and braces, curl finds ranges of addresses.
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quote(url),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : partsOf(body).map(([option, part]) => `${option} ${quote(part)}`)),
  ]
  return parts.join(' ')
}

const secretName =
  /\$(?:(?:CLIENT_SECRET|OTHER_CLIENT_SECRET|BASIC)(?:_\d+)?|(?:DEVICE_CODE|ACCESS_TOKEN|REFRESH_TOKEN|ID_TOKEN)_\d+)/g
const secretField = new RegExp(`^[^=]*=${secretName.source}$`)

/** The variables have secrets as they are, so curl spells them for the form. It joins the parts by `&`. */
function partsOf(body: string): readonly (readonly [option: string, part: string])[] {
  const parts: [option: string, part: string][] = []
  for (const field of body.split('&')) {
    const last = parts.at(-1)
    if (secretField.test(field)) parts.push(['--data-urlencode', field])
    else if (last?.[0] === '--data-raw') last[1] += `&${field}`
    else parts.push(['--data-raw', field])
  }
  return parts
}

/** In single quotation marks, a shell reads nothing. Only the names of secrets stand outside of them. */
function quote(text: string): string {
  const inner = text.replaceAll("'", `'\\''`).replaceAll(secretName, (name) => `'"${name}"'`)
  return `'${inner}'`
}
