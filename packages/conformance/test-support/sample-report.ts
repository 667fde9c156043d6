import type { AuditReport, AuditResult, OutcomeCounts, ReportedExchange } from '../src/report/report.js'

/** A result that passed, with changes. */
export function sampleResult(change: Partial<AuditResult> = {}): AuditResult {
  return {
    id: 'codes-served',
    section: 'RFC 8628 §3.2',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc8628#section-3.2',
    level: 'MUST',
    obligation: 'A client gets a device code, a user code and a verification URI with status 200.',
    outcome: 'passed',
    reason: undefined,
    exchanges: [],
    ...change,
  }
}

/** An exchange with a token endpoint, with changes. */
export function sampleExchange(change: Partial<ReportedExchange> = {}): ReportedExchange {
  return {
    method: 'POST',
    url: 'https://login.example.com/oauth/token',
    requestHeaders: [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'application/json'],
    ],
    requestBody:
      'client_id=tv-app&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=$DEVICE_CODE_1',
    status: 200,
    responseHeaders: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'max-age=60'],
    ],
    responseBody: '{"access_token":"$ACCESS_TOKEN_1","token_type":"Bearer","expires_in":3600}',
    curl: `curl -i -X POST 'https://login.example.com/oauth/token' -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'client_id=tv-app&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code='"$DEVICE_CODE_1"''`,
    ...change,
  }
}

/** A report of these results, with their counts. */
export function sampleReport(results: readonly AuditResult[] = sampleResults): AuditReport {
  const count = (level: AuditResult['level'], outcome: AuditResult['outcome']) =>
    results.filter((result) => result.level === level && result.outcome === outcome).length
  const countsOf = (level: AuditResult['level']): OutcomeCounts => ({
    passed: count(level, 'passed'),
    failed: count(level, 'failed'),
    skipped: count(level, 'skipped'),
    unclear: count(level, 'unclear'),
  })
  return {
    format: 1,
    server: 'https://login.example.com',
    endpoints: {
      device_authorization_endpoint: 'https://login.example.com/oauth/device/code',
      token_endpoint: 'https://login.example.com/oauth/token',
    },
    clientId: 'tv-app',
    startedAt: '2026-12-01T00:10:12.000Z',
    finishedAt: '2026-12-01T00:11:36.000Z',
    requests: 213,
    summary: { MUST: countsOf('MUST'), SHOULD: countsOf('SHOULD'), MAY: countsOf('MAY') },
    results,
  }
}

/** A report with a text of the server in every place where one can be. */
export function hostileReport(hostile: string): AuditReport {
  const exchange = sampleExchange({
    ...{ method: hostile, url: hostile, requestBody: hostile, responseBody: hostile, curl: hostile },
    responseHeaders: [[hostile, hostile]],
    requestHeaders: [[hostile, hostile]],
  })
  const results = (['MUST', 'SHOULD', 'MAY'] as const).flatMap((level) =>
    (['failed', 'unclear', 'skipped'] as const).map((outcome) =>
      sampleResult({ level, outcome, reason: hostile, exchanges: [exchange] }),
    ),
  )
  return { ...sampleReport(results), server: hostile, clientId: hostile, endpoints: { [hostile]: hostile } }
}

const noApproval = 'the run cannot approve: it was started without a way to decide'

/** Every outcome at every level that a reader meets. */
export const sampleResults: readonly AuditResult[] = [
  sampleResult({
    id: 'metadata-media-type',
    section: 'RFC 8414 §3.2',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc8414#section-3.2',
    obligation: 'The metadata is a JSON object with the media type application/json.',
  }),
  sampleResult({
    id: 'metadata-response-types',
    section: 'RFC 8414 §2',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc8414#section-2',
    obligation: 'The metadata has response_types_supported, which is a list.',
    note: 'A server that has no authorization endpoint has no response type. The section requires the member all the same.',
    outcome: 'failed',
    reason: 'response_types_supported as a list',
    exchanges: [
      sampleExchange({
        method: 'GET',
        url: 'https://login.example.com/.well-known/oauth-authorization-server',
        requestHeaders: [['Accept', 'application/json']],
        requestBody: undefined,
        responseHeaders: [['Content-Type', 'application/json']],
        responseBody: JSON.stringify({
          issuer: 'https://login.example.com',
          token_endpoint: 'https://login.example.com/oauth/token',
          device_authorization_endpoint: 'https://login.example.com/oauth/device/code',
        }),
        curl: `curl -i 'https://login.example.com/.well-known/oauth-authorization-server' -H 'Accept: application/json'`,
      }),
    ],
  }),
  sampleResult(),
  sampleResult({
    id: 'codes-complete-uri',
    level: 'MAY',
    obligation: 'The response has a verification URI that includes the user code.',
    outcome: 'failed',
    reason: 'verification_uri_complete as a URL',
    exchanges: [sampleExchange({ url: 'https://login.example.com/oauth/device/code' })],
  }),
  sampleResult({
    id: 'codes-device-code-entropy',
    section: 'RFC 8628 §5.2',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc8628#section-5.2',
    level: 'SHOULD',
    obligation: 'A device code has the entropy of 128 bits or more.',
    note: 'The count of bits is the greatest that the length and the characters of the codes allow. The figure is that of RFC 6749 §10.10.',
    outcome: 'failed',
    reason: '128 bits, and not at most 96',
    exchanges: [sampleExchange({ url: 'https://login.example.com/oauth/device/code' })],
  }),
  sampleResult({
    id: 'poll-too-fast',
    section: 'RFC 8628 §3.5',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc8628#section-3.5',
    obligation: 'A client that polls too fast receives slow_down.',
    outcome: 'unclear',
    reason: 'no authorization could be started',
    exchanges: [
      sampleExchange({
        url: 'https://login.example.com/oauth/device/code',
        status: 503,
        responseBody: 'Service Unavailable',
      }),
    ],
  }),
  sampleResult({
    id: 'token-media-type',
    section: 'RFC 6749 §5.1',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.1',
    obligation: 'The response with the tokens has the media type application/json.',
    outcome: 'failed',
    reason: 'Content-Type: application/json',
    exchanges: [
      sampleExchange({
        status: 400,
        responseBody: '{"error":"authorization_pending"}',
        responseHeaders: [['Content-Type', 'application/json']],
      }),
      sampleExchange(),
    ],
  }),
  sampleResult({
    id: 'token-no-store',
    section: 'RFC 6749 §5.1',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.1',
    obligation: 'The response with the tokens has Cache-Control: no-store.',
  }),
  sampleResult({
    id: 'redeem-once',
    section: 'RFC 8628 §3.5',
    obligation: 'A device code gives tokens once.',
    outcome: 'skipped',
    reason: noApproval,
  }),
  sampleResult({
    id: 'redeem-race',
    section: 'RFC 8628 §3.5',
    obligation: 'Of two polls at the same time, one gets tokens.',
    outcome: 'skipped',
    reason: noApproval,
  }),
  sampleResult({
    id: 'dpop-nonce',
    section: 'RFC 9449 §8',
    sectionUrl: 'https://www.rfc-editor.org/rfc/rfc9449#section-8',
    level: 'MAY',
    obligation: 'The server gives a nonce to a client that sends a DPoP proof.',
    outcome: 'skipped',
    reason: 'the server does not name DPoP in its metadata',
  }),
]
