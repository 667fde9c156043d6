import { isBag } from '../misuse/option-names.js'
import { auth0, yoto } from '../wire/dialects/auth0.js'
import { dreadnode, dreadnodeUnversioned } from '../wire/dialects/dreadnode.js'
import { oracle } from '../wire/dialects/oracle.js'
import { rfc8628 } from '../wire/dialects/rfc8628.js'

// For those who write a name where the table belongs.
const exported = Object.keys({ rfc8628, oracle, auth0, yoto, dreadnode, dreadnodeUnversioned })

const members = ['name', 'endpoints', 'verification', 'userCode', 'answers', 'problems', 'envelope'] as const

/** What keeps a value from being a list of dialects. */
export function checkDialectList(dialects: unknown): readonly string[] {
  if (!Array.isArray(dialects) || dialects.length === 0) return ['dialects must be a list of one dialect at least']
  return dialects.flatMap((given: unknown, index) => {
    if (typeof given === 'string' && exported.includes(given)) {
      return [
        `dialects takes tables, not their names: import { ${given} } from @devicegrant/core, and write [${given}]`,
      ]
    }
    const fault = faultOf(given)
    return fault === undefined ? [] : [`dialects[${index}] must be a dialect: ${fault}`]
  })
}

function faultOf(dialect: unknown): string | undefined {
  if (!isBag(dialect)) return `an object such as rfc8628 of @devicegrant/core, with ${members.join(', ')}`
  const lacking = members.filter((member) => Reflect.get(dialect, member) === undefined)
  if (lacking.length > 0) return `it lacks ${lacking.join(', ')}`
  const { name, endpoints, verification }: { name?: unknown; endpoints?: unknown; verification?: unknown } = dialect
  if (typeof name !== 'string' || name === '') return 'its name must be text'
  if (!Array.isArray(endpoints) || !endpoints.every(hasPath)) return `each endpoint has ${path}`
  return hasPath(verification) ? undefined : `verification has ${path}`
}

const path = 'a path that begins with a slash'

function hasPath(value: unknown): boolean {
  const path: unknown = Reflect.get(Object(value), 'path')
  return typeof path === 'string' && path.startsWith('/')
}
