import type { Outcome, Success, SuccessKind, SuccessOf } from '../protocol/outcome.js'
import { isProblem, type Problem } from '../protocol/problem.js'
import type { Dialect, DialectContext, ResponseField } from './dialect.js'
import type { JsonObject, JsonValue } from './json-value.js'

/** A response of the protocol, without HTTP headers. */
export interface WrittenResponse {
  readonly status: number
  readonly body: JsonObject
}

/** Writes an outcome as a dialect spells it. `without` names members to leave out of the body. */
export function writeResponse(
  dialect: Dialect,
  outcome: Outcome,
  { issuer, baseUrl }: Pick<DialectContext, 'issuer' | 'baseUrl'>,
  without: readonly string[] = [],
): WrittenResponse {
  if (isProblem(outcome)) return writeProblem(dialect, outcome)
  const place = { issuer, baseUrl, userCode: dialect.userCode, verification: dialect.verification }
  return { status: 200, body: bodyOf(dialect, outcome, place, without) }
}

function bodyOf(dialect: Dialect, response: Success, place: DialectContext, without: readonly string[]): JsonObject {
  const { responses } = dialect
  switch (response.kind) {
    case 'authorizationStarted':
      return writeFields(responses.authorizationStarted, response, place, without)
    case 'tokensIssued':
      return writeFields(responses.tokensIssued, response, place, without)
    case 'tokenRevoked':
      return writeFields(responses.tokenRevoked, response, place, without)
    case 'tokenIntrospected':
      return writeFields(responses.tokenIntrospected, response, place, without)
  }
}

/** Writes a problem as a dialect spells it. */
export function writeProblem(dialect: Dialect, problem: Problem): WrittenResponse {
  const spelled = { ...problem, ...dialect.problems[problem.code] }
  const { challengeUri } = problem
  const body = dialect.envelope(spelled)
  // Our own member in every dialect: only hosts with the hook `challenge` send it.
  return { status: spelled.status, body: challengeUri === undefined ? body : { ...body, challenge_uri: challengeUri } }
}

function writeFields<K extends SuccessKind>(
  fields: readonly ResponseField<K>[],
  response: SuccessOf<K>,
  place: DialectContext,
  without: readonly string[],
): JsonObject {
  const body: Record<string, JsonValue | undefined> = {}
  for (const [name, value] of fields) {
    if (!without.includes(name)) body[name] = value(response, place)
  }
  return body
}
