import type { AnswerKind, AnswerOf, Outcome } from '../protocol/outcome.js'
import { isProblem, type Problem } from '../protocol/problem.js'
import type { Dialect, Field, JsonObject, JsonValue, Place } from './dialect.js'

/** What goes back, before HTTP has its say. */
export interface WrittenAnswer {
  readonly status: number
  readonly body: JsonObject
}

/** Spells an outcome in the words of a dialect. */
export function writeAnswer(
  dialect: Dialect,
  outcome: Outcome,
  { issuer, baseUrl }: Pick<Place, 'issuer' | 'baseUrl'>,
): WrittenAnswer {
  const place = { issuer, baseUrl, userCode: dialect.userCode, verification: dialect.verification }
  if (isProblem(outcome)) return writeProblem(dialect, outcome)
  switch (outcome.kind) {
    case 'authorizationStarted':
      return { status: 200, body: writeFields(dialect.answers.authorizationStarted, outcome, place) }
    case 'tokensIssued':
      return { status: 200, body: writeFields(dialect.answers.tokensIssued, outcome, place) }
    case 'tokenRevoked':
      return { status: 200, body: writeFields(dialect.answers.tokenRevoked, outcome, place) }
    case 'tokenIntrospected':
      return { status: 200, body: writeFields(dialect.answers.tokenIntrospected, outcome, place) }
  }
}

/** Spells a refusal in the words of a dialect. */
export function writeProblem(dialect: Dialect, problem: Problem): WrittenAnswer {
  const spelled = { ...problem, ...dialect.problems[problem.code] }
  return { status: spelled.status, body: dialect.envelope(spelled) }
}

function writeFields<K extends AnswerKind>(fields: readonly Field<K>[], answer: AnswerOf<K>, place: Place): JsonObject {
  const body: Record<string, JsonValue | undefined> = {}
  for (const [name, value] of fields) body[name] = value(answer, place)
  return body
}
