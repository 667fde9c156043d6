import { posix } from 'node:path'
import { type ImportDeclaration, type ModuleExportName, parseSync, Visitor } from 'oxc-parser'

/** The one import rule: what each room of core may see, besides itself. */
const ROOMS: Record<string, { rooms: string; packages: RegExp; typesOnly?: true }> = {
  machine: { rooms: '', packages: /^$/ },
  // Refuses wrong options, for every function that takes options.
  misuse: { rooms: '', packages: /^leven$/ },
  protocol: { rooms: 'machine', packages: /^$/ },
  ports: { rooms: 'protocol machine', packages: /^$/, typesOnly: true },
  service: { rooms: 'ports protocol machine', packages: /^@oslojs\// },
  wire: { rooms: 'protocol machine misuse', packages: /^(zod$|@oslojs\/)/ },
  http: { rooms: 'wire service ports protocol machine misuse', packages: /^(zod|cookie)$|^@oslojs\// },
  defaults: {
    rooms: 'ports protocol machine misuse',
    packages: /^(node:(buffer|crypto|os|process|util)|@node-rs\/argon2|@opentelemetry\/api|jose)$|^@oslojs\//,
  },
  // The page and its JSON: what a person sees and decides.
  verification: {
    rooms: 'http wire service ports protocol machine misuse',
    packages: /^(zod|escape-goat|negotiator)$|^@oslojs\//,
  },
  // Joins the rooms into a device grant, and checks the options that say how.
  compose: {
    rooms: 'verification http wire service ports protocol machine misuse defaults',
    packages: /^node:(os|process)$/,
  },
  // The files beside the rooms: the entry points, which put everything together.
  entry: {
    rooms: 'compose verification http wire service ports protocol machine misuse defaults',
    packages: /^(?!@devicegrant\/)/,
  },
}
/** The files of the door to node:http are the only ones of their room that know Node. */
const NODE_DOOR = /^packages\/core\/src\/http\/entries\/node(-\w+)?\.ts$/
const PUBLISHED =
  /^@devicegrant\/core(\/adapters|\/argon2|\/dialects|\/events|\/jwt|\/opentelemetry|\/passwords|\/schemas|\/stores|\/totp)?$/
/** The test cases run under every test runner and on every runtime, so they import only core. */
const TESTING = /^packages\/testing\/src\//
/** The double of a server is a whole one, so it also needs stores and Node. It is an entry of its own: the main one never imports it. */
const DOUBLE = /^packages\/testing\/src\/device-server(\/|\.ts$)/
const OF_DOUBLE = /^(@devicegrant\/store-memory|node:(crypto|http|net))$/
/** The command tries the laws of stores, so it depends on the package that has them. */
const COMMAND = /^packages\/cli\/src\//
/** `service` alone calls ports. These rooms must not even name one, nor anything that contains one. */
const WITHOUT_PORTS = ['http', 'wire', 'verification']
const PORTS = [
  'AccountDirectory',
  'AssertionVerifier',
  'Challenge',
  'ClientRegistry',
  'DeviceAuthorizationStore',
  'HostSessions',
  'JtiStore',
  'LimitStore',
  'PasswordHasher',
  'SecondFactor',
  'Stores',
  'Telemetry',
  'TokenFamilyStore',
  'TokenIssuer',
  // The parts of `service` that contain ports.
  'GuardedPorts',
  'ServiceContext',
  'ServiceOptions',
  'ServicePorts',
]
/** The check for resource servers. It works without a device grant, so there is no service that could call these ports. */
const OWN_PORTS: Readonly<Record<string, string>> = {
  'packages/core/src/http/bearer/create-bearer-check.ts': 'TokenIssuer',
  'packages/core/src/http/bearer/standalone-proofs.ts': 'JtiStore',
}
const SYNCHRONOUS = ['machine', 'wire']
/** Where the names of the wire may stand outside quotation marks: its own rooms, and the claims of a JWT. */
const SPELLS_THE_WIRE = /^packages\/core\/src\/(wire|http|verification|defaults\/jwt\/claims\.ts)\b/
const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/

function roomOf(file: string): string {
  const room = /^packages\/core\/src\/(?:(\w+)\/)?/.exec(file)
  return room === null ? 'outside core' : (room[1] ?? 'entry')
}

function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}

/** Every offence of one source file, as a line to print. `file` is relative to the root of the repository. */
export function offences(file: string, source: string): readonly string[] {
  const { program } = parseSync(file, source)
  const here = roomOf(file)
  const found: string[] = []
  const complain = (arrow: string) => found.push(`${arrow}   (${file})`)

  const see = (specifier: string, isType: boolean) => {
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined
    const rule = ROOMS[here]
    if (rule === undefined) {
      const isDouble = DOUBLE.test(file)
      const leaves = target !== undefined && target.split('/')[1] !== file.split('/')[1]
      const bound = target === undefined && (specifier.startsWith('@devicegrant/') || TESTING.test(file))
      const isOpened =
        !isDouble && TESTING.test(file) && target !== undefined && DOUBLE.test(target.replace(/\.js$/, '.ts'))
      const isKnown =
        PUBLISHED.test(specifier) ||
        (isDouble && OF_DOUBLE.test(specifier)) ||
        (COMMAND.test(file) && specifier === '@devicegrant/testing')
      if (leaves || isOpened || (bound && !isKnown)) complain(`${here} ─▶ ${specifier}`)
    } else if (target === undefined) {
      const allowed = rule.packages.test(specifier) || (NODE_DOOR.test(file) && specifier.startsWith('node:'))
      if (!allowed) complain(`${here} ─▶ ${specifier}`)
    } else {
      const there = roomOf(target)
      if (there !== here && !rule.rooms.split(' ').includes(there)) complain(`${here} ─▶ ${there}`)
      if (rule.typesOnly && !isType) complain(`${here} ─▶ ${there}, which is not "import type"`)
    }
  }
  // A name of `undefined` is all names: `import * as`, `export *` and `import()`.
  const take = (specifier: string, name: string | undefined) => {
    if (!WITHOUT_PORTS.includes(here) || !specifier.startsWith('.')) return
    const there = roomOf(posix.join(posix.dirname(file), specifier))
    const isException = name !== undefined && OWN_PORTS[file] === name
    const isPort = name === undefined ? ['ports', 'service'].includes(there) : PORTS.includes(name)
    if (isPort && !isException) complain(`${here} ─▶ ${name ?? `all of ${there}`}, which only service may call`)
  }
  const waits = () => SYNCHRONOUS.includes(here) && complain(`${here} waits`)
  const checkFunction = (node: { async: boolean }) => node.async && waits()

  new Visitor({
    ImportDeclaration: (node: ImportDeclaration) => {
      see(node.source.value, node.importKind === 'type')
      for (const specifier of node.specifiers) {
        take(node.source.value, specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : undefined)
      }
    },
    ExportNamedDeclaration: ({ source, exportKind, specifiers }) => {
      if (source === null) return
      see(source.value, exportKind === 'type')
      for (const { local } of specifiers) take(source.value, nameOf(local))
    },
    ExportAllDeclaration: (node) => {
      see(node.source.value, node.exportKind === 'type')
      take(node.source.value, undefined)
    },
    ImportExpression: (node) => {
      const specifier = node.source.type === 'Literal' ? String(node.source.value) : 'a computed name'
      see(specifier, false)
      take(specifier, undefined)
    },
    TSImportType: (node) => {
      see(node.source.value, true)
      take(node.source.value, undefined)
    },
    AwaitExpression: waits,
    FunctionDeclaration: checkFunction,
    FunctionExpression: checkFunction,
    ArrowFunctionExpression: checkFunction,
    MemberExpression: ({ object, property }) => {
      const named = object.type === 'Identifier' && property.type === 'Identifier'
      if (here === 'machine' && named && `${object.name}.${property.name}` === 'Math.random') {
        complain('machine ─▶ Math.random')
      }
    },
    Identifier: (node) => {
      if (here === 'machine' && node.name === 'Date') complain('machine ─▶ Date')
      if (node.name === 'Promise') waits()
      if (here in ROOMS && !SPELLS_THE_WIRE.test(file) && SNAKE_CASE.test(node.name)) {
        complain(`${here} spells ${node.name}`)
      }
    },
  }).visit(program)
  return found
}
