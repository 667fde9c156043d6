/** The closed set of each attribute of metrics and spans. A new word of telemetry is added here too. */
export const words: Readonly<Record<string, RegExp>> = {
  'devicegrant.dialect': /^rfc8628$/,
  'devicegrant.operation':
    /^(start|poll|refresh|password|login|revoke|introspect|register|token|metadata|keys|authorize|userinfo|preflight|page:(code|confirm|decide|linked|unlink|not_me|sign_in|sign_out)|json:(lookup|decide|linked|unlink))$/,
  'devicegrant.outcome':
    /^(codes_issued|tokens_issued|token_revoked|token_active|token_inactive|client_registered|authorization_pending|slow_down|access_denied|expired_token|invalid_request|invalid_client|invalid_grant|invalid_credentials|second_factor_required|wrong_second_factor|invalid_factor_ticket|unauthorized_client|introspection_forbidden|unsupported_grant_type|invalid_scope|invalid_target|invalid_client_metadata|invalid_redirect_uri|invalid_dpop_proof|use_dpop_nonce|foreign_origin|method_not_allowed|too_many_requests|request_timeout|content_too_large|unsupported_media_type|server_error|temporarily_unavailable|code_shown|approved|denied|signed_in|devices_listed|unlinked|reported|invalid_user_code|code_expired|code_used|code_shared|not_linked|invalid_ticket|invalid_organization|step_up_required|account_disabled|unknown_device|already_decided|invalid_link|ok|redirected|refused|fault|timeout|skipped)$/,
  'devicegrant.port':
    /^(none|accounts\.findAccount|accounts\.findByUsername|accounts\.findClaims|accounts\.findOrganizations|accounts\.replacePasswordHash|approvalNotices\.send|challenge|clientAssertions\.verifier\.verify|clients\.findClient|clients\.registerClient|dpop\.verifier\.verify|hostSessions\.endAll|hostSessions\.find|hostSessions\.signInUrl|locateAddress|page\.render|passwordLogin\.hasher\.hash|passwordLogin\.hasher\.isOutdated|passwordLogin\.hasher\.verify|passwordLogin\.secondFactor\.needed|passwordLogin\.secondFactor\.verify|riskPolicy\.onDecide|riskPolicy\.onStart|riskPolicy\.onView|stores\.authorizations\.create|stores\.authorizations\.find|stores\.authorizations\.recordPoll|stores\.authorizations\.replace|stores\.families\.create|stores\.families\.find|stores\.families\.findRevocation|stores\.families\.findRevokedBefore|stores\.families\.listBySubject|stores\.families\.replace|stores\.families\.revokeBefore|stores\.families\.revokeWindow|stores\.jtis\.use|stores\.limits\.reserve|stores\.limits\.settle|tokens\.issue|tokens\.jwks|tokens\.verify)$/,
  'devicegrant.event':
    /^(accountUnderAttack|approvalWithdrawn|authorizationApproved|authorizationDenied|authorizationExpired|authorizationIssued|authorizationRedeemed|authorizationViewed|clientAuthenticationFailed|clientRegistered|deviceCodeReplayed|grantEnded|grantsRevoked|limitReached|loginFailed|loginSucceeded|phishingReported|proofRefused|refreshReplayed|riskAssessed|secondFactorFailed|secondFactorRequired|ticketRefused|tokensRefreshed|userCodeFailed|userCodeShared|verificationNumberRefused|verifierRefused)$/,
  'devicegrant.surface': /^(start|deviceCode|clientSecret|password|userCode|token|registration|challenge)$/,
  'devicegrant.lane':
    /^(address|site|client|session|account|accountAndDay|knownBrowser|strangers|strangersInARow|proof|all)$/,
  'devicegrant.moment': /^(start|view|decide)$/,
  'devicegrant.verdict': /^(allow|warn|stepUp|deny)$/,
  'devicegrant.reason': /^(revokedByClient|revokedByPerson|refreshTokenReused|inactive|displaced)$/,
  'error.type': /^(PortFault|RecordFault|other|fault|timeout|skipped)$/,
  'http.response.status_code': /^\d{3}$/,
}
