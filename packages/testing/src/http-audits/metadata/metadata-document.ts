import { type Bench, paths } from '../bench/bench.js'
import { expectJson, type JsonBody } from '../bench/expectations.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** Fetches the RFC 8414 document, and expects it to have the issuer. */
export async function readMetadata(bench: Bench): Promise<{ readonly reply: Reply; readonly body: JsonBody }> {
  const reply = await bench.send('GET', paths.metadata)
  const body = expectJson(reply, 200)
  expectThat(body['issuer'] === bench.fixtures.issuer, `the issuer ${bench.fixtures.issuer}`, reply)
  return { reply, body }
}

/** A list in the document; empty if it is missing. */
export function listed(body: JsonBody, name: string): readonly unknown[] {
  const list = body[name]
  return Array.isArray(list) ? list : []
}
