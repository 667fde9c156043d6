// The page of errors: what a client receives for each problem, in each dialect, and what to do.

import { join } from 'node:path'
import { block, code, line, page, prose, table } from './markdown.mjs'
import { sentence } from './members.mjs'
import { advice } from './problem-advice.mjs'
import { originsOf } from './problem-origins.mjs'
import { docBefore, readModule, root } from './sources.mjs'

const core = join(root, 'packages/core/src')

/** `dialects` and the functions are of core. */
export function errorsPage({ dialects, spellOutcome, writeResponse }) {
  const codes = documentedCodes()
  const served = Object.entries(dialects)
    .toSorted(byName)
    .filter(([, value]) => typeof value === 'object' && 'problems' in value)
  checkAdvice(codes.map(({ name }) => name))
  const origins = originsOf(codes.map(({ name }) => name))
  return page(
    'Errors',
    'What a client receives when the server refuses a request, and what to do about it. The first part has each problem. The second ' +
      'part has the status and the word of each problem in each dialect, for a reader who has a response. ' +
      '[Configuration errors](../configuration-errors.md) has what `createDeviceGrant` throws.',
    'A program decides by the status and the word. The text is for its developer, and may change. A response with `Retry-After` may be ' +
      'repeated after that number of seconds.',
    '## Problems',
    codes.map((problem) => describeProblem(problem, origins.get(problem.name))),
    '## Dialects',
    served.map(([name, dialect]) => describeDialect(name, dialect, { origins, spellOutcome, writeResponse })),
    '## The JSON of the page',
    'The JSON interface of the page, such as `/device/lookup`, uses these words in every dialect. It also sends the problems above as ' +
      '`rfc8628` spells them, 401 `login_required` if no person is signed in, and 403 `forbidden` to pages of other origins and to ' +
      'tokens that are not a sign-in of a person.',
    table(['status', 'word', 'text'], refusals()),
  )
}

// A bundler does not sort the names of a module, as the language does.
const byName = ([one], [other]) => (one < other ? -1 : 1)

function documentedCodes() {
  const module = readModule(join(core, 'protocol/problem.ts'))
  const [{ node }] = module.declarations.get('ProblemCode')
  return node.typeAnnotation.types.map(({ literal, start }) => {
    const { description } = docBefore(module, module.source.lastIndexOf('|', start))
    return { name: literal.value, description }
  })
}

function checkAdvice(codes) {
  const wrong = [
    ...codes.filter((name) => !(name in advice)),
    ...Object.keys(advice).filter((name) => !codes.includes(name)),
  ]
  if (wrong.length > 0)
    throw new Error(`scripts/docs/problem-advice.mjs and the list of problems differ in: ${wrong.join(', ')}`)
}

function describeProblem({ name, description }, { operations, everywhere, texts }) {
  const named =
    operations.length > 0 ? operations.map((operation) => titles[operation]).join(', ') : 'requests with a `grant_type`'
  const where = everywhere ? 'every endpoint' : named
  return [
    `### ${name}`,
    sentence(prose(description)),
    [
      `- **Where:** ${where}.`,
      `- **The client:** ${prose(advice[name].client)}`,
      `- **The operator:** ${prose(advice[name].operator)}`,
      ...(texts.length === 0 ? [] : [`- **Texts:** ${texts.map((text) => `"${prose(text)}"`).join(' ')}`]),
    ].join('\n'),
  ]
}

const titles = {
  startAuthorization: 'starting codes',
  exchangeDeviceCode: 'polling',
  exchangeRefreshToken: 'refreshing',
  exchangePassword: 'the password grant',
  logIn: 'logging in',
  completeLogIn: 'the second step of a login',
  revokeToken: 'revoking',
  introspectToken: 'introspecting',
  registerClient: 'registering a client',
}

// The facts about the request of an example: the time is the start of 2026, and the identifier is no real one.
const context = {
  issuer: 'https://example.com',
  baseUrl: 'https://example.com',
  now: Date.UTC(2026, 0, 1),
  requestId: '01234567-89ab-4cde-8f01-23456789abcd',
  header: () => undefined,
  query: () => undefined,
}

function describeDialect(name, dialect, { origins, spellOutcome, writeResponse }) {
  const common = Object.entries(dialect.problems).map(([problem, spelling]) => ({
    problem,
    ...spelling,
    endpoints: endpointsOf(problem, dialect, origins.get(problem)),
  }))
  const own = dialect.endpoints.flatMap(({ path, problems = {} }) =>
    Object.entries(problems).map(([problem, spelling]) => ({ problem, ...spelling, endpoints: code(path) })),
  )
  const rows = [...common, ...own]
  const sorted = rows.toSorted(
    (one, other) => one.status - other.status || (one.word < other.word ? -1 : Number(one.word > other.word)),
  )
  const { userCode, verification } = dialect
  const unknown = { kind: 'problem', code: 'unknownDeviceCode', description: 'The device code is not valid.' }
  const { body } = writeResponse(dialect, spellOutcome(dialect, unknown), { ...context, userCode, verification })
  return [
    `### ${name}`,
    table(
      ['status', 'word', 'problem', 'endpoints'],
      sorted.map(({ problem, status, word, endpoints }) => [
        status,
        word === '' ? 'no body' : code(word),
        `[${code(problem)}](#${problem.toLowerCase()})`,
        endpoints,
      ]),
    ),
    ...(body === undefined
      ? ['The response to a device code that is not valid has no body.']
      : [
          'For example, the body of the response to a device code that is not valid:',
          block('json', JSON.stringify(body, undefined, 2)),
        ]),
  ]
}

function endpointsOf(problem, { endpoints }, { operations, everywhere }) {
  const others = endpoints.filter(({ problems = {} }) => !(problem in problems))
  const paths = others
    .filter(({ reads, orWith }) => {
      if (problem === 'unsupportedGrantType') return 'byGrantType' in reads
      const read = 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
      return [...read, ...(orWith ? [orWith.reads] : [])].some(({ operation }) => operations.includes(operation))
    })
    .map(({ path }) => code(path))
  if (everywhere) return others.length === endpoints.length ? 'all' : 'all others'
  return paths.length === 0 ? 'none' : paths.join(', ')
}

/** Returns the refusals of the JSON interface, from the table that the server uses. */
function refusals() {
  const module = readModule(join(core, 'verification/json/json-responses.ts'))
  const [{ node }] = module.declarations.get('spelledRefusals')
  const rows = node.init.properties.map(({ value }) => value.elements.map((element) => element.value))
  return rows.map(([status, word, text]) => [status, code(word), line(text)])
}
