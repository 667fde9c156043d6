import { linkProofParameter } from '../../../machine/user-codes/user-code-link.js'
import { type ConfigurationProblem, problem } from '../../../misuse/configuration-error.js'
import { isBag } from '../../../misuse/option-names.js'
import { auth0, yoto } from '../../../wire/dialects/auth0/auth0.js'
import { aws } from '../../../wire/dialects/aws/aws.js'
import { dreadnode, dreadnodeUnversioned } from '../../../wire/dialects/dreadnode/dreadnode.js'
import { entra } from '../../../wire/dialects/entra/entra.js'
import { github } from '../../../wire/dialects/github/github.js'
import { google } from '../../../wire/dialects/google/google.js'
import * as readyMade from '../../../wire/dialects/moved/ready-made.js'
import { npm } from '../../../wire/dialects/npm/npm.js'
import { oracle } from '../../../wire/dialects/oracle/oracle.js'
import { keycloak } from '../../../wire/dialects/realms/keycloak.js'
import { oktaServer } from '../../../wire/dialects/realms/okta-server.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'
import { trakt, traktDocumented } from '../../../wire/dialects/trakt/trakt.js'
import { tableFault } from './table-fault.js'

// The names that a host may write in place of a table.
const exported = Object.keys({
  rfc8628,
  oracle,
  auth0,
  yoto,
  dreadnode,
  dreadnodeUnversioned,
  aws,
  entra,
  github,
  google,
  keycloak,
  npm,
  oktaServer,
  trakt,
  traktDocumented,
  ...readyMade,
})

const members = [
  'name',
  'endpoints',
  'verification',
  'userCode',
  'responses',
  'problems',
  'envelope',
  'schemas',
] as const

/** Returns the problems of a value that must be a list of dialects. */
export function checkDialectList(dialects: unknown): readonly ConfigurationProblem[] {
  if (!Array.isArray(dialects) || dialects.length === 0)
    return [problem('dialects-invalid', 'dialects', 'dialects must be a list of at least one dialect')]
  return dialects.flatMap((given: unknown, index) => {
    if (typeof given === 'string' && exported.includes(given)) {
      return [
        problem(
          'dialect-as-text',
          `dialects[${index}]`,
          `dialects must have tables, not their names: import { ${given} } from '@devicegrant/core/dialects', and write [${given}]`,
        ),
      ]
    }
    const fault = faultOf(given)
    const option = `dialects[${index}]`
    return fault === undefined ? [] : [problem('dialects-invalid', option, `${option} must be a dialect: ${fault}`)]
  })
}

function faultOf(dialect: unknown): string | undefined {
  if (!isBag(dialect)) return `an object such as rfc8628 of @devicegrant/core/dialects, with ${members.join(', ')}`
  const lacking = members.filter((member) => Reflect.get(dialect, member) === undefined)
  if (lacking.length > 0) return `it has no ${lacking.join(', ')}`
  const given: Partial<Record<(typeof members)[number] | 'documents', unknown>> = dialect
  const { name, endpoints, verification, userCode, documents = [] } = given
  if (typeof name !== 'string' || name === '') return 'its name must be a string that is not empty'
  if (!Array.isArray(endpoints) || !endpoints.every(hasPath)) return `each endpoint must have ${path}`
  if (!endpoints.every((endpoint) => isBag(Reflect.get(Object(endpoint), 'reads')))) {
    return 'each endpoint must have reads: an operation with its parameters, or byGrantType'
  }
  if (!Array.isArray(documents) || !documents.every(isDocument)) {
    return `each document must have ${path}, and a function write`
  }
  if (!hasPath(verification)) return `verification must have ${path}`
  return (
    codeInFault(Reflect.get(Object(verification), 'codeIn')) ?? formatFault(userCode) ?? tableFault(dialect, endpoints)
  )
}

const path = 'a path that begins with a slash'

function codeInFault(codeIn: unknown): string | undefined {
  if (codeIn === 'path') return undefined
  const parameter: unknown = Reflect.get(Object(codeIn), 'query')
  if (typeof parameter !== 'string' || parameter === '') {
    return "verification.codeIn must be 'path', or name a parameter, such as { query: 'user_code' }"
  }
  if (parameter.toLowerCase() !== linkProofParameter) return undefined
  return `verification.codeIn must not name ${linkProofParameter}: a link has the proof of its code there`
}

function formatFault(format: unknown): string | undefined {
  const {
    alphabet,
    length,
    longer = 'none',
  }: { alphabet?: unknown; length?: unknown; longer?: unknown } = Object(format)
  if (typeof alphabet !== 'string' || alphabet === '' || !isCount(length)) {
    return 'userCode must have an alphabet, and a length of at least 1'
  }
  if (longer === 'none') return undefined
  const { length: longerLength, groupSize }: { length?: unknown; groupSize?: unknown } = Object(longer)
  if (isCount(longerLength) && isCount(groupSize)) return undefined
  return "userCode.longer must be 'none', or have a length and a groupSize of at least 1"
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1
}

function isDocument(value: unknown): boolean {
  return hasPath(value) && typeof Reflect.get(Object(value), 'write') === 'function'
}

function hasPath(value: unknown): boolean {
  const path: unknown = Reflect.get(Object(value), 'path')
  return typeof path === 'string' && path.startsWith('/')
}
