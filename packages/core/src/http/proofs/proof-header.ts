import type { Command } from '../../protocol/command.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'

const longest = 8 * 1_024

/** A command that may come with a proof. */
export type ProvableCommand = Extract<Command, { readonly key?: unknown }>

/** Returns whether a proof means something for a command. Clients send it everywhere, and elsewhere it is ignored. */
export function takesProof(command: Command): command is ProvableCommand {
  switch (command.operation) {
    case 'startAuthorization':
    case 'exchangeDeviceCode':
    case 'exchangeRefreshToken':
    case 'exchangePassword':
    case 'logIn':
    case 'completeLogIn':
      return true
    case 'revokeToken':
    case 'introspectToken':
    case 'registerClient':
      return false
  }
}

/** The text of a proof, as it arrived. */
export interface SentProof {
  readonly kind: 'proof'
  readonly text: string
}

/**
 * Returns the proof in the header `DPoP`, or the refusal if it has none, or more than one (RFC 9449 §4.3, check 1). The values
 * of a repeated header are joined with commas, and a proof has no comma.
 */
export function proofIn(header: string | readonly string[] | undefined): SentProof | Problem {
  if (typeof header !== 'string' || header === '') return missing
  return header.includes(',') || header.length > longest ? notOne : { kind: 'proof', text: header }
}

const missing = constantProblem('invalidProof', 'One DPoP proof in the header DPoP is required.')
const notOne = constantProblem('invalidProof', 'The header DPoP must have exactly one proof, of at most 8 KiB.')
