// Finds which problems each operation can answer with, and their texts, from the functions that the sources call.

import { join } from 'node:path'
import { findName, readModule, root, textOf } from './sources.mjs'

const core = join(root, 'packages/core/src')

/** The function behind each operation. */
const operations = {
  startAuthorization: ['service/device/start-authorization.ts', 'startAuthorization'],
  exchangeDeviceCode: ['service/device/exchange-device-code.ts', 'exchangeDeviceCode'],
  exchangeRefreshToken: ['service/tokens/exchange-refresh-token.ts', 'exchangeRefreshToken'],
  exchangePassword: ['service/password/password-grant.ts', 'exchangePassword'],
  logIn: ['service/password/password-login.ts', 'logIn'],
  completeLogIn: ['service/password/password-login.ts', 'completeLogIn'],
  revokeToken: ['service/tokens/revoke-token.ts', 'revokeToken'],
  introspectToken: ['service/tokens/introspect-token.ts', 'introspectToken'],
  registerClient: ['service/client/register-client.ts', 'registerClient'],
}

/** What serves every endpoint, before and around the operation. */
const everywhere = [
  ['http/protocol-routes.ts', 'protocolRoutes'],
  ['http/handler.ts', 'serveRoutes'],
]

/** Problems that the code for every endpoint makes only where an endpoint reads `grant_type`, or where clients authenticate. */
const notEverywhere = ['unsupportedGrantType', 'invalidClient']

/** Returns for each problem its operations, whether every endpoint has it, and its texts in the order of the sources. */
export function originsOf(codes) {
  const byOperation = Object.entries(operations).map(([operation, [file, name]]) => [
    operation,
    problemsFrom(file, name),
  ])
  const common = everywhere.map(([file, name]) => problemsFrom(file, name))
  return new Map(
    codes.map((code) => {
      const found = [...common, ...byOperation.map(([, problems]) => problems)].flatMap(
        (problems) => problems.get(code) ?? [],
      )
      const origin = {
        operations: byOperation.filter(([, problems]) => problems.has(code)).map(([operation]) => operation),
        everywhere: !notEverywhere.includes(code) && common.some((problems) => problems.has(code)),
        texts: [...new Set(found)],
      }
      if (origin.operations.length === 0 && !origin.everywhere && !notEverywhere.includes(code))
        throw new Error(`no operation makes the problem ${code}: see ${import.meta.url}`)
      return [code, origin]
    }),
  )
}

/** Returns the problems that a function can make, with their texts: its own, and those of all functions that it names. */
function problemsFrom(file, name) {
  const queue = [...(readModule(join(core, file)).declarations.get(name) ?? [])]
  if (queue.length === 0) throw new Error(`${file} has no function ${name}`)
  const problems = new Map()
  const seen = new Set()
  for (const { node, module } of queue) {
    if (seen.has(node)) continue
    seen.add(node)
    visit(node, (part) => {
      if (isProblem(part, module)) {
        const { value } = part.arguments[0]
        problems.set(value, [...(problems.get(value) ?? []), textIn(part.arguments[1], module)].filter(Boolean))
      }
      if (part.type === 'Identifier') {
        queue.push(...(findName(module, part.name) ?? []).filter((one) => !one.node.type.startsWith('TS')))
      }
    })
  }
  return problems
}

function isProblem({ type, callee, arguments: [code] = [] }, module) {
  if (type !== 'CallExpression' || !['problem', 'constantProblem'].includes(callee.name) || code?.type !== 'Literal')
    return false
  return /\/protocol\//.test(module.imports.get(callee.name)?.from)
}

// A part of a text that the server fills in is `…`.
function textIn(node, module) {
  if (node.type === 'Literal') return node.value
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join('…')
  const [declaration] = (node.type === 'Identifier' && findName(module, node.name)) || []
  return declaration?.node.init?.type === 'Literal' ? textOf(declaration.module, declaration.node.init) : undefined
}

function visit(node, call) {
  if (node === null || typeof node !== 'object') return
  if (node.type !== undefined) call(node)
  for (const part of Object.values(node)) visit(part, call)
}
