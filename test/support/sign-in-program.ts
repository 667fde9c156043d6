import { spawn } from 'node:child_process'

/** What a person decides about a code. */
export type Decision = 'approve' | 'deny'

/** What a program gets. */
export interface ProgramInput {
  /** Its environment beside `PATH` and `HOME`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Its standard input. */
  readonly input?: string
  /** Finds the user code, or the link, that it shows. @defaultValue two groups of four letters */
  readonly shows?: RegExp
  /** Called with the first user code or link that it shows. */
  readonly shown?: (found: string) => Promise<unknown>
}

/** How a program ended, and all that it said. */
export interface ProgramEnding {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

const userCode = /\b([A-Z]{4}-[A-Z]{4})\s/

/** Runs a program in this folder, which is also the home of its person. */
export async function runProgram(
  home: string,
  program: string,
  args: readonly string[],
  { settings = {}, input = '', shows = userCode, shown = async () => {} }: ProgramInput = {},
): Promise<ProgramEnding> {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], HOME: home, ...settings }, cwd: home })
  const said = { output: '', errors: '' }
  let decided: Promise<unknown> | undefined
  const hear = (stream: keyof typeof said) => (chunk: unknown) => {
    said[stream] += String(chunk)
    const [, found] = shows.exec(said[stream]) ?? []
    if (found !== undefined) decided ??= shown(found)
  }
  child.stdout.on('data', hear('output'))
  child.stderr.on('data', hear('errors'))
  // A program that reads no input may be gone before it gets one.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  await decided
  return { status, ...said }
}
