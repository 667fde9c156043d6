import { clientFaults } from './faults/clients.js'
import { codeFormFaults } from './faults/code-forms.js'
import { codeFaults } from './faults/codes.js'
import { dpopFaults } from './faults/dpop.js'
import type { Fault } from './faults/fault.js'
import { introspectionFaults } from './faults/introspection.js'
import { metadataFaults } from './faults/metadata.js'
import { pollFaults } from './faults/polls.js'
import { refreshFaults } from './faults/refresh.js'
import { revocationFaults } from './faults/revocation.js'
import { tokenRequestFaults } from './faults/token-requests.js'
import { tokenFaults } from './faults/tokens.js'

/** Servers that are broken on purpose, each in one way. */
export const faults: readonly Fault[] = [
  ...metadataFaults,
  ...codeFaults,
  ...codeFormFaults,
  ...pollFaults,
  ...tokenRequestFaults,
  ...clientFaults,
  ...tokenFaults,
  ...refreshFaults,
  ...revocationFaults,
  ...introspectionFaults,
  ...dpopFaults,
]
