// What a client and an operator do about each problem. The sources have the rest of the page of errors.

/** `client`: what the program of the client does. `operator`: what the person who runs the server does. */
export const advice = {
  invalidRequest: {
    client: 'Correct the request. Do not repeat it unchanged. The text names the parameter.',
    operator: 'Nothing. If a client that worked before gets it, compare its request with the page of its dialect.',
  },
  invalidClient: {
    client: 'Stop, and check the client identifier, the secret or the assertion.',
    operator:
      'Check that the client is registered and not disabled, that its `authMethods` include the method it uses, and that `secretDigests` has the digest of its current secret. The event `clientAuthenticationFailed` names the client if it exists.',
  },
  invalidGrant: {
    client:
      'A device stops polling, and starts again with new codes. If the text names `code_verifier`, it sends the one of its start.',
    operator:
      'Nothing if it is rare. The event `verifierRefused` means that a poll had a device code without its `code_verifier`. If every client gets it, the processes have different secrets or different stores, or the store loses records.',
  },
  unknownDeviceCode: {
    client: 'A device stops polling, and starts again with new codes.',
    operator:
      'Nothing if it is rare. If every device gets it, the processes have different secrets or different stores, or the store loses records.',
  },
  usedDeviceCode: {
    client: 'Use the tokens of the first response. If they are lost, start again with new codes.',
    operator: 'Nothing if it is rare. The event `deviceCodeReplayed` names the client.',
  },
  invalidRefreshToken: {
    client: 'Delete the tokens, and let the person sign in again. Do not repeat the request.',
    operator:
      'Look at the events of the grant. `grantEnded` with the reason `refreshTokenReused` means that two programs used the same refresh token.',
  },
  invalidCredentials: {
    client: 'Ask the person for the username and the password again.',
    operator:
      'Nothing. The event `loginFailed` names the account if it exists. `accountUnderAttack` means that strangers guess.',
  },
  secondFactorRequired: {
    client:
      'At a login: ask the person for a code, and send it with the ticket. With the password grant: stop. Such an account signs in on a page, or with the device flow.',
    operator: 'Nothing. The event `secondFactorRequired` names the account: its password was right.',
  },
  wrongSecondFactor: {
    client: 'Ask the person for the next code, and send it with the same ticket.',
    operator:
      'Nothing if it is rare. The event `secondFactorFailed` names the account: somebody has its password. If the clock of the server is wrong, every code of an app is.',
  },
  invalidFactorTicket: {
    client: 'Ask the person for the password again.',
    operator:
      'Nothing if it is rare. If every program gets it, the processes have different secrets, or different `stores.jtis`.',
  },
  invalidProof: {
    client:
      'Make a new proof for each request: its key, `htm`, `htu`, `iat` and a new `jti`. A code or token that is bound to a key needs that key.',
    operator:
      'If every client gets it, compare `baseUrl` with the URL that clients use: proofs name it. The event `proofRefused` says which client lacks the key.',
  },
  useNonce: {
    client: 'Make the proof again with the nonce of the header `DPoP-Nonce`, and repeat the request at once.',
    operator:
      'Nothing. Many of them with `dpop.nonces` as `whenLate` mean that the clock of this server, or of a client, is wrong.',
  },
  unauthorizedClient: {
    client: 'Stop. Use another grant type, or ask the operator.',
    operator: 'Add the grant type to the `grantTypes` of the client, if it may use it.',
  },
  introspectionForbidden: {
    client: 'Stop, and ask the operator.',
    operator: 'Set `introspects` of the client, if it may introspect tokens.',
  },
  unsupportedGrantType: {
    client: 'Use a grant type that the metadata of the server names.',
    operator: 'Refreshing needs `stores.families`. The password grant needs `passwordLogin.passwordGrant`.',
  },
  invalidScope: {
    client: 'Request only scope values that the client may have, or none to get its default scope.',
    operator: 'Add the scope value to the `scopes` of the client, or to `passwordLogin.scopes`.',
  },
  invalidTarget: {
    client: 'Request only resources that the client may have. A later request may name some of them, and no others.',
    operator: 'Add the resource to the `resources` of the client, as an absolute URI.',
  },
  invalidClientMetadata: {
    client: 'Correct the metadata of the registration. Do not repeat it unchanged.',
    operator: 'Nothing, unless `clients.registerClient` should accept these metadata.',
  },
  invalidRedirectUri: {
    client: 'Send absolute redirect URIs, or none: no grant type of the server uses them.',
    operator: 'Nothing, unless `clients.registerClient` should accept these redirect URIs.',
  },
  authorizationPending: {
    client: 'Wait for the interval, and poll again.',
    operator: 'Nothing. Each device gets it until its person decides.',
  },
  slowDown: {
    client: 'Poll more slowly from now on: the interval has grown. `Retry-After` has the new one.',
    operator: 'Nothing if it is rare. A client that gets it often does not wait between its polls.',
  },
  accessDenied: {
    client: 'Stop polling, and say that the person denied the request. Offer to start again.',
    operator: 'Nothing. The event `approvalWithdrawn` means that the account was disabled after it approved.',
  },
  expiredToken: {
    client: 'Stop polling. Offer to start again with new codes.',
    operator: 'If people often need longer, raise `policy.lifetime` or the `codeLifetime` of the client.',
  },
  foreignOrigin: {
    client:
      'Call the endpoint from a program, from a page of the server, or from a page whose origin the server allows.',
    operator:
      'Add the origin to `cors.origins`, if devices in browsers need it. The login and introspection stay closed.',
  },
  methodNotAllowed: {
    client: 'Use the method that the header `Allow` names.',
    operator: 'Nothing. A person may have opened the address of an endpoint in a browser.',
  },
  tooManyRequests: {
    client: 'Wait for the seconds in `Retry-After`, and then try again.',
    operator:
      'Look at the event `limitReached`: it says what was limited, and by what. If honest callers share an address, check `trustedProxies`, or raise the rule in `limits`.',
  },
  requestTimeout: {
    client: 'Send the request again, with its whole body at once.',
    operator: 'Nothing if it is rare. Otherwise a proxy in front holds bodies back.',
  },
  contentTooLarge: {
    client: 'Send a smaller request. No request of the protocol is near the limit of 64 KiB.',
    operator: 'Nothing.',
  },
  unsupportedMediaType: {
    client: 'Send the media type that the endpoint reads, in UTF-8, without compression.',
    operator: 'Nothing. If a proxy compresses requests, switch that off.',
  },
  serverError: {
    client: 'Wait for the seconds in `Retry-After`, and try again. A device keeps polling.',
    operator: 'Read what `onFault` received. It has the error and what the server was doing.',
  },
  temporarilyUnavailable: {
    client: 'Wait for the seconds in `Retry-After`, and try again. A device keeps polling.',
    operator:
      'Read what `onFault` received: a store or another port failed, or took longer than `timeout`. Without a fault, too many passwords are hashed at once, or no user code is free.',
  },
}
