import type { HttpRequest } from '../../ports/http-request.js'
import type { Visit } from '../../service/call/visit.js'

const proofParameter = 'challenge='
// A query of ours has a code and its proof. A longer one is dropped, so that the URL of the host's page stays short.
const longestQuery = 500

/** Returns what the hook `challenge` needs of a request. `basePath` is the public path of everything that is served. */
export function visitOf(request: HttpRequest, basePath: string): Visit {
  const { path, query } = request
  const pairs = query.length > longestQuery ? [] : query.split('&')
  const kept = pairs.filter((pair) => !pair.startsWith(proofParameter)).join('&')
  const proof = pairs.find((pair) => pair.startsWith(proofParameter))?.slice(proofParameter.length)
  // The parser percent-encodes what is invalid in a header.
  const { search } = new URL(`https://any.invalid/?${kept}`)
  return { request, returnTo: basePath + path + search, ...(proof !== undefined && { proof }) }
}
