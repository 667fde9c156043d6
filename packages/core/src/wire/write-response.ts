import type { Answer, AnswerKind, AnswerOf, Outcome } from '../protocol/outcome.js'
import { isProblem, type Problem } from '../protocol/problem.js'
import type { Dialect, Field, JsonObject, JsonValue, Place } from './dialect.js'

/** A response of the protocol, without HTTP headers. */
export interface WrittenAnswer {
  readonly status: number
  readonly body: JsonObject
}

/** Writes an outcome as a dialect spells it. `without` names members to leave out of the body. */
export function writeAnswer(
  dialect: Dialect,
  outcome: Outcome,
  { issuer, baseUrl }: Pick<Place, 'issuer' | 'baseUrl'>,
  without: readonly string[] = [],
): WrittenAnswer {
  if (isProblem(outcome)) return writeProblem(dialect, outcome)
  const place = { issuer, baseUrl, userCode: dialect.userCode, verification: dialect.verification }
  return { status: 200, body: bodyOf(dialect, outcome, place, without) }
}

function bodyOf(dialect: Dialect, answer: Answer, place: Place, without: readonly string[]): JsonObject {
  const { answers } = dialect
  switch (answer.kind) {
    case 'authorizationStarted':
      return writeFields(answers.authorizationStarted, answer, place, without)
    case 'tokensIssued':
      return writeFields(answers.tokensIssued, answer, place, without)
    case 'tokenRevoked':
      return writeFields(answers.tokenRevoked, answer, place, without)
    case 'tokenIntrospected':
      return writeFields(answers.tokenIntrospected, answer, place, without)
  }
}

/** Writes a problem as a dialect spells it. */
export function writeProblem(dialect: Dialect, problem: Problem): WrittenAnswer {
  const spelled = { ...problem, ...dialect.problems[problem.code] }
  return { status: spelled.status, body: dialect.envelope(spelled) }
}

function writeFields<K extends AnswerKind>(
  fields: readonly Field<K>[],
  answer: AnswerOf<K>,
  place: Place,
  without: readonly string[],
): JsonObject {
  const body: Record<string, JsonValue | undefined> = {}
  for (const [name, value] of fields) {
    if (!without.includes(name)) body[name] = value(answer, place)
  }
  return body
}
