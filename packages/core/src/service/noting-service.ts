import type { RequestOutcome } from '../ports/telemetry/words.js'
import type { Refusal } from '../protocol/interaction.js'
import { isProblem } from '../protocol/problem.js'
import type { Call } from './call/call.js'
import type { InternalService } from './internal-service.js'
import { outcomeOf } from './telemetry/outcomes.js'

/**
 * Returns the same service for the verification interface: its functions also note how the request of the call ends. The page
 * has many responses to one outcome, so it cannot note them itself.
 */
export function notingService(service: InternalService): InternalService {
  const { passwordLogin } = service
  return {
    ...service,
    async lookUp(asked, reading, viewer, call) {
      const view = await service.lookUp(asked, reading, viewer, call)
      return note(call, view, view.kind === 'refusal' ? outcomeOf(view) : 'code_shown')
    },
    async decide(request, reading, viewer, call) {
      const made = await service.decide(request, reading, viewer, call)
      return note(call, made, made.kind === 'refusal' ? outcomeOf(made) : made.status)
    },
    async listLinkedDevices(viewer, after, call) {
      const linked = await service.listLinkedDevices(viewer, after, call)
      return note(call, linked, linked.kind === 'refusal' ? outcomeOf(linked) : 'devices_listed')
    },
    async unlinkDevice(viewer, grantId, call) {
      const made = await service.unlinkDevice(viewer, grantId, call)
      return note(call, made, unlinkOutcome(made))
    },
    async reportDevice(viewer, grantId, call) {
      const made = await service.reportDevice(viewer, grantId, call)
      return note(call, made, made === 'unlinked' ? 'reported' : outcomeOf(made))
    },
    async endNoticedGrant(token, call) {
      const made = await service.endNoticedGrant(token, call)
      return note(call, made, typeof made === 'string' ? 'reported' : outcomeOf(made))
    },
    async unlinkEverything(viewer, call) {
      const made = await service.unlinkEverything(viewer, call)
      return note(call, made, unlinkOutcome(made))
    },
    ...(passwordLogin && {
      passwordLogin: {
        ...passwordLogin,
        async checkPassword(presented, call) {
          const account = await passwordLogin.checkPassword(presented, call)
          return note(call, account, isProblem(account) ? outcomeOf(account) : 'signed_in')
        },
        async checkFactor(answer, call) {
          const passed = await passwordLogin.checkFactor(answer, call)
          return note(call, passed, isProblem(passed) ? outcomeOf(passed) : 'signed_in')
        },
      },
    }),
  }
}

function unlinkOutcome(made: 'unlinked' | Refusal): RequestOutcome {
  return made === 'unlinked' ? 'unlinked' : outcomeOf(made)
}

function note<Made>(call: Call | undefined, made: Made, outcome: RequestOutcome): Made {
  call?.observed?.noteOutcome(outcome)
  return made
}
