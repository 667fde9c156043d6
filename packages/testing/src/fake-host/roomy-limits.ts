import { type DeviceGrantOptions, defaultPolicy } from '@devicegrant/core'

const most = 1_000_000
const perSecond = { burst: most, every: 1 }
const never = { free: most, first: 1, ceiling: 1, remember: 1 }

/** Limits that count everything and refuse nothing. User codes have their usual length. */
export const roomyLimits: NonNullable<DeviceGrantOptions['limits']> = {
  starts: { perAddress: perSecond, perClient: perSecond, all: perSecond },
  deviceCodes: { perAddress: perSecond },
  clientSecrets: { perAddress: perSecond },
  passwords: { perAddress: perSecond, strangers: never, strangersInARow: never, known: never },
  secondFactors: { perTicket: perSecond, perAccount: perSecond, perAccountAndDay: perSecond },
  userCodes: {
    perSession: perSecond,
    perAccount: perSecond,
    perAccountAndDay: perSecond,
    perAddress: perSecond,
    // The number of guesses in a lifetime decides how long the codes are.
    all: { burst: most, every: defaultPolicy.lifetime / 100 },
  },
  tokens: { perClient: perSecond },
  registrations: { perAddress: perSecond },
  accept: ['user-code entropy'],
}
