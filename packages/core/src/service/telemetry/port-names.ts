import type { PortName } from '../../ports/telemetry/words.js'

const names: Readonly<Record<PortName, true>> = {
  'accounts.findAccount': true,
  'accounts.findByUsername': true,
  'accounts.findClaims': true,
  'accounts.findOrganizations': true,
  'accounts.replacePasswordHash': true,
  'approvalNotices.send': true,
  assurance: true,
  challenge: true,
  'clientAssertions.verifier.verify': true,
  'clients.findClient': true,
  'clients.registerClient': true,
  'dpop.verifier.verify': true,
  'hostSessions.endAll': true,
  'hostSessions.find': true,
  'hostSessions.signInUrl': true,
  locateAddress: true,
  'page.render': true,
  'passwordLogin.hasher.hash': true,
  'passwordLogin.hasher.isOutdated': true,
  'passwordLogin.hasher.verify': true,
  'passwordLogin.secondFactor.needed': true,
  'passwordLogin.secondFactor.verify': true,
  'stores.authorizations.create': true,
  'stores.authorizations.find': true,
  'stores.authorizations.recordPoll': true,
  'stores.authorizations.replace': true,
  'stores.families.create': true,
  'stores.families.find': true,
  'stores.families.findRevocation': true,
  'stores.families.findRevokedBefore': true,
  'stores.families.listBySubject': true,
  'stores.families.replace': true,
  'stores.families.revokeBefore': true,
  'stores.families.revokeWindow': true,
  'stores.jtis.use': true,
  'stores.limits.reserve': true,
  'stores.limits.settle': true,
  'tokens.issue': true,
  'tokens.jwks': true,
  'tokens.verify': true,
}

/** Returns whether a text is the name of a port. A fault of the host can have any other text, also a secret. */
export function isPortName(text: string): text is PortName {
  return Object.hasOwn(names, text)
}
