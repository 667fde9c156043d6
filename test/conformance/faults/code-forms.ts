import { membersOf } from '../../support/json.js'
import { onRequest } from '../altered.js'
import { deviceAuthorization, error, type Fault, renamed, withMembers } from './fault.js'

/** Faults of the codes themselves. */
export const codeFormFaults: readonly Fault[] = [
  {
    what: 'gives each device the same user code',
    isUndecided: true,
    breaking: withMembers(deviceAuthorization, { user_code: 'BCDF-GHJK' }),
    fails: ['codes-unlike'],
  },
  {
    what: 'gives device codes of ten digits',
    breaking: (respond) => {
      const codes = new Map<string, string>()
      const shorten = renamed('device_code', (code, count) => {
        const short = String(1_000_000_000 + count)
        codes.set(short, code)
        return short
      })
      const restore = onRequest(({ form }) => {
        const code = codes.get(form.get('device_code') ?? '')
        if (code !== undefined && form.getAll('device_code').length === 1) form.set('device_code', code)
      })
      return restore(shorten(respond))
    },
    fails: ['codes-device-code-entropy'],
  },
  {
    what: 'gives user codes of four digits',
    isUndecided: true,
    breaking: renamed('user_code', (_code, count) => String(1000 + count)),
    fails: ['codes-user-code-entropy'],
  },
  {
    what: 'gives user codes with both 0 and O',
    isUndecided: true,
    breaking: renamed('user_code', (_code, count) => `O0BCDF${2000 + count}`),
    fails: ['codes-user-code-characters'],
  },
  {
    what: 'gives user codes with letters of both cases',
    isUndecided: true,
    breaking: renamed('user_code', (_code, count) => `bcDF${2000 + count}`),
    fails: ['codes-user-code-case'],
  },
  {
    what: 'approves when somebody opens the link with the code',
    breaking: (respond) => {
      const codes = new Map<string, string>()
      const opened = new Set<string>()
      return async (request) => {
        const { pathname, searchParams } = new URL(request.url)
        const form = new URLSearchParams(request.method === 'POST' ? await request.clone().text() : '')
        if (opened.has(form.get('device_code') ?? '')) return error('access_denied')
        const response = await respond(request)
        if (pathname === deviceAuthorization && response.status === 200) {
          const { user_code: userCode, device_code: code } = await membersOf(response.clone())
          codes.set(String(userCode), String(code))
        }
        const userCode = searchParams.get('user_code')
        if (request.method === 'GET' && userCode !== null) opened.add(codes.get(userCode) ?? '')
        return response
      }
    },
    fails: ['page-link-decides-nothing'],
  },
  {
    what: 'has no TLS',
    at: 'http://login.example',
    breaking: (respond) => respond,
    fails: ['page-tls', 'responses-tls', 'metadata-issuer-form'],
  },
]
