import type { SentRequest } from './exchange.js'

/**
 * Returns a command for a shell that sends a request again. Names such as `$DEVICE_CODE_1` become variables: the reader sets them.
 *
 * @param request A request without secrets.
 */
export function curlOf({ method, url, headers, body }: SentRequest): string {
  const parts = [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quote(url),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ]
  return parts.join(' ')
}

const secretName =
  /\$(?:(?:CLIENT_SECRET|OTHER_CLIENT_SECRET|BASIC)(?:_\d+)?|(?:DEVICE_CODE|ACCESS_TOKEN|REFRESH_TOKEN|ID_TOKEN)_\d+)/g

/** In single quotation marks, a shell reads nothing. Only the names of secrets stand outside of them. */
function quote(text: string): string {
  const inner = text.replaceAll("'", `'\\''`).replaceAll(secretName, (name) => `'"${name}"'`)
  return `'${inner}'`
}
