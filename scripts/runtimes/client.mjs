import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './program.mjs'

const program = 'test/runtimes/client-program.mjs'

/** The parts of the client that have a program, and whether each needs a directory. */
export const clientParts = { memory: false, file: true, terminal: false }

/**
 * Runs a part of the client in a process of its own, against the server at this address. `commandFor` gets the arguments and the
 * directory in which the process must be able to read and write, if it needs one.
 */
export function runClientProgram(commandFor, part, address) {
  if (!clientParts[part]) return runProgram(commandFor([program, address, part]))
  const directory = mkdtempSync(join(tmpdir(), 'devicegrant-client-'))
  try {
    return runProgram(commandFor([program, address, part, directory], directory))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Has a worker run the client against the server at this address. */
export async function runClientWorker(worker, address) {
  const response = await fetch(`${worker.address}/?server=${encodeURIComponent(address)}`)
  const text = await response.text()
  if (response.status !== 200) throw new Error(text)
  return text
}
