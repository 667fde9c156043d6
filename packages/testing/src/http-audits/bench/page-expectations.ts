import { expectThat, type Reply } from './reply.js'

/** Expects a response to be a page. */
export function expectPage(reply: Reply, status: number): void {
  const type = reply.header('Content-Type') ?? ''
  expectThat(
    reply.status === status && /^text\/html; *charset=utf-8$/i.test(type),
    `a page with status ${status}`,
    reply,
  )
}

/** Expects the security headers that every page has, whatever its status. */
export function expectGuards(reply: Reply): void {
  const policy = reply.header('Content-Security-Policy') ?? ''
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
    expectThat(policy.includes(rule), `a Content-Security-Policy with ${rule}`, reply)
  }
  expectThat(!/unsafe-(inline|eval)/.test(policy), 'a policy without unsafe-inline and unsafe-eval', reply)
  expectThat(reply.header('X-Frame-Options')?.toUpperCase() === 'DENY', 'X-Frame-Options: DENY', reply)
  expectThat(reply.header('Referrer-Policy') === 'no-referrer', 'Referrer-Policy: no-referrer', reply)
  expectThat(/\bno-store\b/.test(reply.header('Cache-Control') ?? ''), 'Cache-Control: no-store', reply)
  expectThat(reply.header('X-Content-Type-Options') === 'nosniff', 'X-Content-Type-Options: nosniff', reply)
  expectThat(
    reply.header('ETag') === undefined && reply.header('X-Powered-By') === undefined,
    'no ETag and no X-Powered-By',
    reply,
  )
}
