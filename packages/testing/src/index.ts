/**
 * For tests of a host, a store, an adapter or a client: a host in memory, a manual clock, the laws of stores and the audits
 * of servers.
 *
 * @packageDocumentation
 */

export {
  createFakeHost,
  type FakeCall,
  type FakeHost,
  type FakeHostOptions,
  type FakeHostSettings,
  type ReportedFault,
} from './fake-host.js'
export { familyStoreCases } from './family-store-cases.js'
export {
  type AccountFixture,
  type AuditBasis,
  type AuditFixtures,
  type AuditLevel,
  type AuditNeed,
  type AuditRequest,
  type AuditResponse,
  type AuditTarget,
  type ConfidentialClientFixture,
  canRunAudit,
  type DisabledFixture,
  type HttpAudit,
  httpAudits,
  type PublicClientFixture,
} from './http-audits.js'
export { jtiStoreCases } from './jti-store-cases.js'
export { limitStoreCases } from './limit-store-cases.js'
export { createManualClock, type ManualClock } from './manual-clock.js'
export { createManualTime, type DeviceClock, type ManualTime } from './manual-time.js'
export { type SampleLife, sampleAuthorization, sampleCodes, sampleLife } from './sample-authorization.js'
export { ampleCaps, type SampleFamily, type SampleFamilyLife, sampleFamily, sampleFamilyLife } from './sample-family.js'
export { createScriptedRandom } from './scripted-random.js'
export { type StoreCapability, type StoreCase, type StorePair, type StoreSubject, storeCases } from './store-cases.js'
