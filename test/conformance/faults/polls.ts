import { changeMembers, hasError, instead, onRequest, onResponse } from '../altered.js'
import { deviceCode, error, type Fault, otherError } from './fault.js'

/** Faults of polls, and of errors. */
export const pollFaults: readonly Fault[] = [
  {
    what: 'says that a code is pending with status 200',
    breaking: onResponse((response) => {
      if (hasError(response, 'authorization_pending')) response.status = 200
    }),
    fails: ['responses-error-status'],
  },
  {
    what: 'ends an authorization that is polled too fast',
    breaking: otherError('slow_down', 'access_denied'),
    fails: ['poll-too-fast', 'poll-slow-down'],
  },
  {
    what: 'never says slow_down',
    breaking: otherError('slow_down', 'authorization_pending'),
    fails: ['poll-slow-down'],
  },
  {
    what: 'has another error for unknown codes',
    breaking: instead(({ form }) =>
      form.get('device_code')?.includes('unknown') ? error('access_denied') : undefined,
    ),
    fails: ['poll-unknown-code'],
  },
  {
    what: 'lets each client poll the codes of another',
    breaking: onRequest(({ form }) => {
      if (form.get('grant_type') === deviceCode && form.get('client_id') === 'othercli') form.set('client_id', 'mycli')
    }),
    fails: ['poll-foreign-client', 'redeem-foreign-client'],
  },
  {
    what: 'has a word of its own for pending',
    breaking: otherError('authorization_pending', 'pending'),
    fails: [
      'poll-pending',
      'poll-in-time',
      'poll-after-slow-down',
      'token-unknown-parameter',
      'page-link-decides-nothing',
    ],
  },
  {
    what: 'says slow_down to a client that waits for the interval',
    breaking: (respond) => {
      const polls = new Map<string, number>()
      return onResponse((response, { form }) => {
        if (!hasError(response, 'authorization_pending')) return
        const code = form.get('device_code') ?? ''
        polls.set(code, (polls.get(code) ?? 0) + 1)
        if (polls.get(code) === 2) changeMembers(response, (old) => ({ ...old, error: 'slow_down' }))
      })(respond)
    },
    fails: ['poll-in-time', 'poll-after-slow-down'],
  },
  {
    what: 'ends an authorization some time after slow_down',
    breaking: (respond) => {
      const slowed = new Set<string>()
      return onResponse((response, { form }) => {
        const code = form.get('device_code') ?? ''
        if (slowed.has(code)) changeMembers(response, (old) => ({ ...old, error: 'invalid_grant' }))
        if (hasError(response, 'slow_down')) slowed.add(code)
      })(respond)
    },
    fails: ['poll-after-slow-down'],
  },
  {
    what: 'takes the user code as a device code',
    breaking: instead(({ form }) =>
      /^[A-Z0-9-]{8,9}$/.test(form.get('device_code') ?? '') ? error('authorization_pending') : undefined,
    ),
    fails: ['poll-user-code'],
  },
]
