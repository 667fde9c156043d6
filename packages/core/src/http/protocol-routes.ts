import type { Requester } from '../machine/authorization.js'
import type { Command, Terms } from '../protocol/command.js'
import type { Outcome } from '../protocol/outcome.js'
import { isProblem, problem } from '../protocol/problem.js'
import type { DeviceGrantService } from '../service/create-service.js'
import type { Dialect, Endpoint } from '../wire/dialect.js'
import { decodeFormText } from '../wire/form.js'
import { readCommand } from '../wire/read-command.js'
import { writeAnswer } from '../wire/write-answer.js'
import { jsonAnswer, problemAnswer } from './answers.js'
import type { HttpAnswer, HttpRequest } from './message.js'
import { readParameters } from './read-body.js'
import type { Route } from './route.js'

/** What the routes of a dialect's endpoints are made of. */
export interface ProtocolParts {
  readonly service: DeviceGrantService
  /** The part of a dialect that the service serves. */
  readonly dialect: Dialect
  readonly issuer: string
  /** The public URL below which everything is served, without a slash at the end. */
  readonly baseUrl: string
  readonly requesterOf: (request: HttpRequest) => Requester
}

/** A route for each endpoint of the dialect. */
export function protocolRoutes(parts: ProtocolParts): readonly Route[] {
  const { dialect } = parts
  return dialect.endpoints.map((endpoint) => ({
    method: endpoint.method,
    path: endpoint.path,
    answer: (request) => answerAt(endpoint, parts, request),
    refuse: (refusal) => problemAnswer(dialect, refusal),
  }))
}

async function answerAt(endpoint: Endpoint, parts: ProtocolParts, request: HttpRequest): Promise<HttpAnswer> {
  const { dialect } = parts
  if (hasSecretInQuery(request.query)) {
    return problemAnswer(dialect, problem('invalidRequest', 'Credentials and codes belong in the body.'))
  }
  // RFC 8707 §2: several resources are sent as one parameter each.
  const parameters = await readParameters(request, { media: endpoint.media, repeatable: 'resource' })
  if (isProblem(parameters)) return problemAnswer(dialect, parameters)
  const command = readCommand(endpoint, parameters, request.headers['authorization'])
  if (isProblem(command)) return problemAnswer(dialect, command)
  const outcome = await carryOut(command, parts, parts.requesterOf(request))
  if (isProblem(outcome)) return problemAnswer(dialect, outcome)
  const { status, body } = writeAnswer(dialect, outcome, parts)
  return jsonAnswer(status, body)
}

function carryOut(command: Command, { service, dialect }: ProtocolParts, requester: Requester): Promise<Outcome> {
  const terms: Terms = { dialect: dialect.name, userCode: dialect.userCode }
  switch (command.operation) {
    case 'startAuthorization':
      return service.startAuthorization(command, terms, requester)
    case 'exchangeDeviceCode':
      return service.exchangeDeviceCode(command, terms, requester)
    case 'exchangeRefreshToken':
      return service.exchangeRefreshToken(command, terms, requester)
    case 'revokeToken':
      return service.revokeToken(command, requester)
    case 'introspectToken':
      return service.introspectToken(command, requester)
    case 'logIn':
      return configured(service.passwordLogin).logIn(command, terms, requester)
    case 'exchangePassword':
      return configured(service.passwordLogin?.exchangePassword)(command, terms, requester)
  }
}

function configured<Served>(served: Served | undefined): Served {
  if (served === undefined) throw new Error('a login with a password is served but not configured')
  return served
}

// RFC 6749 §2.3.1: what is in a URL ends in logs, so a secret sent there is refused even where it is not needed.
const secrets = ['client_secret', 'client_assertion', 'password', 'device_code', 'refresh_token', 'token']

function hasSecretInQuery(query: string): boolean {
  return query.split('&').some((pair) => secrets.includes(decodeFormText(pair.split('=', 1)[0] ?? '') ?? ''))
}
