import type { Command, DialectTerms } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import type { Call } from '../../service/call/call.js'
import type { DeviceGrantService } from '../../service/service.js'

/** The service that carries out the commands of a dialect. */
export interface CommandService {
  readonly service: DeviceGrantService
  readonly terms: DialectTerms
}

/** Carries out the command of a request. */
export function carryOut(command: Command, { service, terms }: CommandService, call: Call): Promise<Outcome> {
  switch (command.operation) {
    case 'startAuthorization':
      return service.startAuthorization(command, terms, call)
    case 'exchangeDeviceCode':
      return service.exchangeDeviceCode(command, terms, call)
    case 'exchangeRefreshToken':
      return service.exchangeRefreshToken(command, terms, call)
    case 'revokeToken':
      return service.revokeToken(command, call)
    case 'introspectToken':
      return service.introspectToken(command, call)
    case 'registerClient':
      return service.registerClient(command, call)
    case 'logIn':
      return configured(service.passwordLogin).logIn(command, terms, call)
    case 'completeLogIn':
      return configured(service.passwordLogin).completeLogIn(command, terms, call)
    case 'exchangePassword':
      return configured(service.passwordLogin?.exchangePassword)(command, terms, call)
  }
}

function configured<Served>(served: Served | undefined): Served {
  if (served === undefined) throw new Error('a login with a password is served but not configured')
  return served
}
