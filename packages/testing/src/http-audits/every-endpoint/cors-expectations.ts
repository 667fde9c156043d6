import { expectThat, type Reply } from '../bench/reply.js'

/** Expects a response that pages of this origin can read, without credentials. */
export function expectLetIn(reply: Reply, origin: string): void {
  expectThat(reply.header('Access-Control-Allow-Origin') === origin, `Access-Control-Allow-Origin: ${origin}`, reply)
  expectThat(reply.header('Access-Control-Allow-Credentials') === undefined, 'no credentials', reply)
  expectVaries(reply)
}

/** Expects a response that no page of another origin can read. */
export function expectShut(reply: Reply): void {
  const corsHeaders = reply.headers.filter(([name]) => /^access-control-/i.test(name))
  expectThat(corsHeaders.length === 0, 'no CORS headers', reply)
}

/** Expects a response that caches keep apart by origin. */
export function expectVaries(reply: Reply): void {
  expectListed(reply, 'Vary', ['origin'])
}

/** Expects a header that lists all of these values. */
export function expectListed(reply: Reply, header: string, values: readonly string[]): void {
  const listed = (reply.header(header) ?? '').split(',').map((value) => value.trim().toLowerCase())
  const all = values.every((value) => listed.includes(value.toLowerCase()))
  expectThat(all, `${values.join(', ')} in ${header}`, reply)
}
