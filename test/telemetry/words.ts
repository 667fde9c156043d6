/** The closed set of each attribute of metrics and spans. A new word of telemetry is added here too. */
export const words: Readonly<Record<string, RegExp>> = {
  'devicegrant.dialect': /^rfc8628$/,
  'devicegrant.operation':
    /^(start|poll|refresh|password|login|revoke|introspect|register|token|metadata|keys|authorize|userinfo|preflight|page:(code|confirm|decide|linked|unlink|not_me|sign_in|sign_out)|json:(lookup|decide|linked|unlink))$/,
  'devicegrant.outcome':
    /^(codes_issued|tokens_issued|token_revoked|token_active|token_inactive|client_registered|authorization_pending|slow_down|access_denied|expired_token|invalid_(request|client|grant|credentials|scope|target|client_metadata|redirect_uri|user_code|ticket|organization|link)|unauthorized_client|introspection_forbidden|unsupported_grant_type|foreign_origin|method_not_allowed|too_many_requests|request_timeout|content_too_large|unsupported_media_type|server_error|temporarily_unavailable|code_(shown|expired|used|shared)|approved|denied|signed_in|devices_listed|unlinked|reported|not_linked|account_disabled|unknown_device|already_decided|stale_sign_in|step_up_required|assurance_unmet|ok|redirected|refused|fault|timeout|skipped)$/,
  'devicegrant.port':
    /^(none|assurance|approvalNotices\.send|challenge|locateAddress|clients\.(findClient|registerClient)|accounts\.(findAccount|findByUsername|findClaims|findOrganizations|replacePasswordHash)|tokens\.(issue|jwks|verify)|clientAssertions\.verifier\.verify|passwordLogin\.hasher\.(hash|isOutdated|verify)|hostSessions\.(endAll|find|signInUrl)|page\.render|stores\.(authorizations\.(create|find|recordPoll|replace)|families\.(create|find|findRevocation|findRevokedBefore|listBySubject|replace|revokeBefore|revokeWindow)|jtis\.use|limits\.(reserve|settle)))$/,
  'devicegrant.event':
    /^(authorization(Issued|Viewed|Approved|Denied|Redeemed|Expired)|assuranceUnmet|approvalWithdrawn|deviceCodeReplayed|verifierRefused|verificationNumberRefused|proofRefused|userCode(Failed|Shared)|phishingReported|ticketRefused|tokensRefreshed|refreshReplayed|grantEnded|grantsRevoked|login(Succeeded|Failed)|clientRegistered|clientAuthenticationFailed|limitReached|accountUnderAttack)$/,
  'devicegrant.surface': /^(start|deviceCode|clientSecret|password|userCode|token|registration|challenge)$/,
  'devicegrant.lane':
    /^(address|site|client|session|account|accountAndDay|knownBrowser|strangers|strangersInARow|proof|all)$/,
  'devicegrant.reason': /^(revokedByClient|revokedByPerson|refreshTokenReused|inactive|replaced|displaced)$/,
  'error.type': /^(PortFault|RecordFault|other|fault|timeout|skipped)$/,
  'http.response.status_code': /^\d{3}$/,
}
