// Judges one server with both of its clients, and joins what was found.

import { auditServer, serverAudits } from '@devicegrant/conformance'
import { startHost } from './host.mjs'
import { versionsOf } from './servers.mjs'

/** The gravest first. */
const gravity = ['failed', 'unclear', 'passed', 'skipped']
const longest = 600
/** Headers that say nothing of the obligation, and change with each run. */
const dull = /^(date|connection|keep-alive|content-length|etag)$/i

/** Returns the result of a server, as it is kept in implementations/results/. */
export async function judgeServer(server, onProgress) {
  const host = await startHost(server)
  try {
    const reports = new Map()
    for (const [kind, client] of clientsOf(host.about)) {
      reports.set(kind, await auditServer(optionsFor(host, client, (progress) => onProgress({ kind, ...progress }))))
    }
    return resultOf(server, host.about, reports)
  } finally {
    await host.end()
  }
}

function clientsOf({ clientId, confidentialClientId, confidentialClientSecret }) {
  const open = ['public', { clientId }]
  if (confidentialClientId === undefined) return [open]
  return [open, ['confidential', { clientId: confidentialClientId, clientSecret: confidentialClientSecret }]]
}

function optionsFor({ about, decide }, client, onProgress) {
  const { issuer, scope, otherClientId, deviceAuthorizationEndpoint, tokenEndpoint } = about
  return {
    server: issuer,
    client,
    scope,
    decide,
    onProgress,
    load: true,
    pace: 10,
    ...(otherClientId === undefined ? {} : { otherClient: { clientId: otherClientId } }),
    ...(tokenEndpoint === undefined
      ? {}
      : { endpoints: { deviceAuthorization: deviceAuthorizationEndpoint, token: tokenEndpoint } }),
  }
}

function resultOf(server, { issuer }, reports) {
  const all = [...reports]
  const found = serverAudits.map(({ id }) => gravest(all, id))
  const result = {
    server: server.name,
    versions: versionsOf(server),
    judgedOn: all[0][1].startedAt.slice(0, 10),
    requests: all.reduce((sum, [, { requests }]) => sum + requests, 0),
    clients: [...reports.keys()],
    outcomes: Object.fromEntries(found.map(({ id, outcome }) => [id, outcome])),
    reasons: reasonsOf(found),
    failures: found.filter(({ outcome }) => outcome === 'failed').map(failureOf),
  }
  // The port changes with each run.
  return JSON.parse(JSON.stringify(result).replaceAll(new URL(issuer).origin, '$SERVER'))
}

function gravest(all, id) {
  const found = all.map(([kind, { results }]) => ({ kind, ...results.find((result) => result.id === id) }))
  return found.toSorted((a, b) => gravity.indexOf(a.outcome) - gravity.indexOf(b.outcome))[0]
}

function reasonsOf(found) {
  const open = found.filter(({ outcome }) => ['skipped', 'unclear'].includes(outcome))
  return Object.fromEntries(open.map(({ id, reason }) => [id, reason]))
}

function failureOf({ id, kind, reason, exchanges }) {
  return { id, client: kind, expected: reason, exchanges: exchanges.slice(0, 3).map(shortened) }
}

function shortened({ method, url, requestHeaders, requestBody, status, responseHeaders, responseBody }) {
  return {
    request: [`${method} ${url}`, ...headersIn(requestHeaders)],
    ...(requestBody === undefined ? {} : { requestBody: cut(requestBody) }),
    status,
    response: headersIn(responseHeaders),
    // The start of a page says enough, and its styles name other hosts.
    responseBody: /^\s*</.test(responseBody) ? cut(responseBody, 120) : cut(responseBody),
  }
}

function headersIn(headers) {
  return headers.filter(([name]) => !dull.test(name)).map(([name, value]) => cut(`${name}: ${value}`))
}

function cut(text, most = longest) {
  return text.length <= most ? text : `${text.slice(0, most)}…`
}
