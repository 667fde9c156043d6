import { readFileSync } from 'node:fs'
import { audit } from './audit/audit.js'
import { check } from './check/check.js'
import { checkStore } from './check-store/check-store.js'
import { type Command, CommandFailure, UsageError } from './commands/command.js'
import { keygen } from './commands/keygen.js'
import { didYouMean } from './commands/nearest.js'
import { readWords } from './commands/parse.js'
import { secret } from './commands/secret.js'
import { processTerminal, type Terminal } from './terminal/terminal.js'

const commands = new Map<string, Command>(Object.entries({ secret, keygen, check, 'check-store': checkStore, audit }))
const common = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const
const failureCode = 1
const usageCode = 2

/**
 * Runs the command `devicegrant` with these words, and resolves to its exit code: 0 if all is well, 1 if a check found problems
 * or a file could not be written, 2 if the words are wrong.
 *
 * @param args The words after the name of the program.
 * @param terminal Where the command writes.
 * @defaultValue the standard streams of this process for `terminal`
 * @example
 * ```ts
 * process.exitCode = await runCommand(['check', 'grant.js'])
 * ```
 */
export async function runCommand(args: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  try {
    return await dispatch(args, terminal)
  } catch (fault) {
    if (fault instanceof CommandFailure) {
      terminal.note(`devicegrant: ${fault.message}\n`)
      return failureCode
    }
    if (!(fault instanceof UsageError)) throw fault
    const [name = ''] = args
    const help = commands.has(name) ? `devicegrant ${name} --help` : 'devicegrant --help'
    terminal.note(`devicegrant: ${fault.message}\n"${help}" shows what to write.\n`)
    return usageCode
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '', ...rest] = args
  const command = commands.get(name)
  if (command === undefined) return withoutCommand(name, args, terminal)
  const given = readWords(name, rest, { ...command.options, ...common })
  if (given.flags.has('help')) terminal.write(command.help)
  else if (given.flags.has('version')) terminal.write(`${ownVersion()}\n`)
  else return command.run(given, terminal)
  return 0
}

function withoutCommand(name: string, args: readonly string[], terminal: Terminal): number {
  if (name !== '' && !name.startsWith('-')) {
    const names = [...commands.keys()]
    throw new UsageError(`there is no command ${JSON.stringify(name)}.${didYouMean(name, names)}`)
  }
  const { flags } = readWords('devicegrant', args, common)
  if (flags.has('version')) {
    terminal.write(`${ownVersion()}\n`)
    return 0
  }
  if (flags.has('help')) {
    terminal.write(overview())
    return 0
  }
  terminal.note(overview())
  return usageCode
}

function overview(): string {
  const lines = [...commands].map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  return `Usage: devicegrant <command>

Commands:
${lines.join('\n')}

Options:
  -h, --help      shows this text, or that of a command
  -v, --version   prints the version

https://github.com/devicegrant/devicegrant/tree/main/packages/cli#readme
`
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(version)
}
