import type { ReportedExchange } from './report.js'

/** Returns a request as it goes over the wire, as text. */
export function requestText({ method, url, requestHeaders, requestBody }: ReportedExchange): string {
  return messageText(`${method} ${url}`, requestHeaders, requestBody ?? '')
}

/** Returns a response as it comes over the wire, as text. */
export function responseText({ status, responseHeaders, responseBody }: ReportedExchange): string {
  return messageText(`HTTP ${status}`, responseHeaders, responseBody)
}

function messageText(start: string, headers: ReportedExchange['requestHeaders'], body: string): string {
  const head = [start, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n')
  return body === '' ? head : `${head}\n\n${body}`
}
