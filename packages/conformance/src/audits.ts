import { allCodesAudits } from './audits/codes/all-codes.js'
import { codeRequestAudits } from './audits/codes/code-requests.js'
import { codeAudits } from './audits/codes/codes.js'
import { pageAudits } from './audits/codes/page.js'
import { decisionAudits } from './audits/decisions/decisions.js'
import { redemptionAudits } from './audits/decisions/redemption.js'
import { dpopAudits } from './audits/dpop/dpop.js'
import { metadataAudits } from './audits/metadata/document.js'
import { keyAudits } from './audits/metadata/keys.js'
import { clientAudits } from './audits/polls/clients.js'
import { pollAudits } from './audits/polls/polls.js'
import { tokenRequestAudits } from './audits/polls/token-requests.js'
import { responseAudits } from './audits/responses/responses.js'
import { introspectionAudits } from './audits/tokens/introspection.js'
import { refreshAudits } from './audits/tokens/refresh.js'
import { revocationAudits } from './audits/tokens/revocation.js'
import type { ServerAudit } from './bench/audit.js'

/** All audits, in the order of a run. */
export const audits: readonly ServerAudit[] = [
  ...metadataAudits,
  ...keyAudits,
  ...codeAudits,
  ...codeRequestAudits,
  ...pageAudits,
  ...pollAudits,
  ...tokenRequestAudits,
  ...clientAudits,
  ...decisionAudits,
  ...redemptionAudits,
  ...refreshAudits,
  ...revocationAudits,
  ...introspectionAudits,
  ...dpopAudits,
  // These look at what the others have caused.
  ...allCodesAudits,
  ...responseAudits,
]
