import type { Time } from '../time/time.js'

/** A stream that takes text, such as `process.stderr`. */
export interface TextOutput {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** A stream that a line can be read from, such as `process.stdin`. */
export type TextInput = NodeJS.ReadableStream & { readonly isTTY?: boolean }

/** A signal that asks the program to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM'

/** What a process has for its end, such as `process`. */
export interface ProcessEnd {
  on(signal: StopSignal, listener: () => void): unknown
  off(signal: StopSignal, listener: () => void): unknown
  exitCode?: number | string | null | undefined
}

/** Opens an address in a browser. Resolves when the opener of the system has ended, and rejects if it has failed. */
export type OpenAddress = (address: string) => Promise<void>

/** What a terminal uses of its process. Tests replace parts of it. */
export interface Surroundings {
  readonly stdin: TextInput
  readonly stdout: TextOutput
  readonly stderr: TextOutput
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly process: ProcessEnd
  readonly time: Time
  readonly openAddress: OpenAddress
}
