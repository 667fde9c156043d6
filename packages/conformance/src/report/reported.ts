import { curlOf } from '../http/curl.js'
import type { Exchange, HeaderList } from '../http/exchange.js'
import type { Secrets } from '../http/secrets.js'
import type { ReportedExchange } from './report.js'

/** Returns an exchange for a report, without its secrets. */
export function reported({ request, status, headers, body }: Exchange, secrets: Secrets): ReportedExchange {
  const sent = {
    method: request.method,
    url: secrets.hideIn(request.url),
    headers: hideHeaders(request.headers, secrets),
    ...(request.body === undefined ? {} : { body: secrets.hideIn(request.body) }),
  }
  return {
    method: sent.method,
    url: sent.url,
    requestHeaders: sent.headers,
    requestBody: sent.body,
    status,
    responseHeaders: hideHeaders(headers, secrets),
    responseBody: secrets.hideIn(body),
    curl: curlOf(sent),
  }
}

function hideHeaders(headers: HeaderList, secrets: Secrets): HeaderList {
  return headers.map(([name, value]) => [name, /^set-cookie$/i.test(name) ? '…' : secrets.hideIn(value)])
}
