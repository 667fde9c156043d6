import { audits } from './audits.js'
import type { AuditStatement } from './bench/audit.js'

/**
 * What the standards ask of a server with the device authorization grant, as far as it can be judged from outside: RFC 6749, 7009,
 * 7517, 7662, 8414, 8628, 9110, 9449 and 9700. `auditServer` judges them in this order.
 *
 * @example
 * ```ts
 * import { serverAudits } from '@devicegrant/conformance'
 *
 * for (const { id, level, section, obligation } of serverAudits) console.log(id, level, section, obligation)
 * ```
 */
export const serverAudits: readonly AuditStatement[] = audits
