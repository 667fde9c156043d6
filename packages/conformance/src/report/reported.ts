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
    responseBody: hideBody(body, secrets),
    curl: curlOf(sent),
  }
}

/** A body of a megabyte in each exchange would make a report that no program can read. */
const longestBody = 64 * 1024

/** Hides first, so that no secret is cut in two. */
function hideBody(body: string, secrets: Secrets): string {
  const hidden = secrets.hideIn(body.slice(0, 2 * longestBody))
  if (body.length <= longestBody) return hidden
  return `${hidden.slice(0, longestBody)}\n… the rest of ${body.length} characters is left out`
}

function hideHeaders(headers: HeaderList, secrets: Secrets): HeaderList {
  return headers.map(([name, value]) => [name, /^set-cookie$/i.test(name) ? '…' : secrets.hideIn(value)])
}
