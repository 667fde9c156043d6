import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

/** Runs a program to its end. `hear` gets everything that it has printed. */
export async function run(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  hear: (printed: string) => void = () => {},
): Promise<{ readonly code: unknown; readonly printed: string }> {
  const child: ChildProcess = spawn(program, args, {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      printed += String(chunk)
      hear(printed)
    })
  }
  const [code] = await once(child, 'close')
  return { code, printed }
}

/** Decides once, as soon as the text has what a person needs. */
export function decideOnce(pattern: RegExp, decide: (found: string) => Promise<unknown>): (printed: string) => void {
  let isDecided = false
  return (printed) => {
    const [, found] = pattern.exec(printed) ?? []
    if (found === undefined || isDecided) return
    isDecided = true
    void decide(found)
  }
}
