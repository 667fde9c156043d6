import type { HostSessions } from '../../ports/host-sessions.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Call } from '../call/call.js'
import { readText } from '../records/read-record.js'
import { readSessionRecord } from '../records/records.js'
import { callPort, type Guarded } from './guarded.js'

/** Returns the same sign-in of the host behind its guard, with the functions that the host's has. */
export function guardHostSessions(sessions: HostSessions): Guarded<HostSessions> {
  return {
    async find(call, request) {
      const operation = 'hostSessions.find'
      const found = await callPort(call, operation, () => sessions.find(request))
      return readSessionRecord(found, { operation, record: () => 'a session of the host' })
    },
    signInUrl: (returnTo, who) => readText('hostSessions.signInUrl', sessions.signInUrl(returnTo, who)),
    ...(sessions.endAll && {
      endAll: async (call: Call, subject: string, request: HttpRequest) =>
        callPort(call, 'hostSessions.endAll', () => sessions.endAll?.(subject, request)),
    }),
  }
}
