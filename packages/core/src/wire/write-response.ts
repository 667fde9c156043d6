import type { Outcome, Success, SuccessKind, SuccessOf } from '../protocol/outcome.js'
import { isProblem } from '../protocol/problem.js'
import type { Dialect, ResponseContext, ResponseField, SpelledProblem } from './dialect.js'
import type { Endpoint } from './endpoint.js'
import type { JsonObject, JsonValue } from './json-value.js'

/** A response of the protocol, without HTTP headers. */
export interface WrittenResponse {
  readonly status: number
  /** Absent: the response has no body. */
  readonly body?: JsonObject | undefined
}

/** The parts of an endpoint that change what is written. */
export type EndpointSpelling = Pick<Endpoint, 'problems' | 'status' | 'without'>

/** Returns an outcome with the spelling of its problem at this endpoint, if it is one. */
export function spellOutcome(
  dialect: Pick<Dialect, 'problems'>,
  outcome: Outcome,
  { problems }: EndpointSpelling = {},
): Success | SpelledProblem {
  return isProblem(outcome)
    ? Object.assign({}, outcome, problems?.[outcome.code] ?? dialect.problems[outcome.code])
    : outcome
}

/** Writes a spelled outcome as the dialect does at this endpoint. */
export function writeResponse(
  dialect: Dialect,
  spelled: Success | SpelledProblem,
  context: ResponseContext,
  endpoint: EndpointSpelling = {},
): WrittenResponse {
  if (isProblem(spelled)) return writeProblem(dialect, spelled, context)
  return { status: endpoint.status ?? 200, body: bodyOf(dialect, spelled, context, endpoint.without ?? []) }
}

function bodyOf(
  dialect: Dialect,
  response: Success,
  context: ResponseContext,
  without: readonly string[],
): JsonObject | undefined {
  const { responses } = dialect
  switch (response.kind) {
    case 'authorizationStarted':
      return writeFields(responses.authorizationStarted, response, context, without)
    case 'tokensIssued':
      return writeFields(responses.tokensIssued, response, context, without)
    case 'tokenRevoked':
      return writeFields(responses.tokenRevoked, response, context, without)
    case 'tokenIntrospected':
      return writeFields(responses.tokenIntrospected, response, context, without)
    case 'clientRegistered':
      return writeFields(responses.clientRegistered, response, context, without)
  }
}

function writeProblem(
  dialect: Pick<Dialect, 'envelope'>,
  problem: SpelledProblem,
  context: ResponseContext,
): WrittenResponse {
  const { status, word, challengeUri } = problem
  if (word === '') return { status }
  const body = dialect.envelope(problem, context)
  // Our own member in every dialect: only hosts with the hook `challenge` send it.
  return { status, body: challengeUri === undefined ? body : { ...body, challenge_uri: challengeUri } }
}

function writeFields<K extends SuccessKind>(
  fields: readonly ResponseField<K>[] | 'noBody' | undefined,
  response: SuccessOf<K>,
  context: ResponseContext,
  without: readonly string[],
): JsonObject | undefined {
  if (fields === undefined)
    throw new Error(`a dialect has an endpoint with the response ${response.kind}, and no members for it`)
  if (fields === 'noBody') return undefined
  const body: Record<string, JsonValue | undefined> = {}
  for (const [name, value] of fields) {
    if (!without.includes(name)) body[name] = value(response, context)
  }
  return body
}
