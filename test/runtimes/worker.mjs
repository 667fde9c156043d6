// The fetch door on workerd. Everything is made at module scope, where a worker may neither draw random bytes nor wait: so
// the signing key is given, and the hasher needs no native module.

import { createScryptHasher } from '../../examples/custom-server/dist/scrypt-hasher.js'
import { createRuntimeGrant } from './grant.mjs'
import { createFetch } from './to-fetch.mjs'

const keys = [JSON.parse(process.env.DEVICEGRANT_SIGNING_KEY)]
const serve = createFetch(createRuntimeGrant({ hasher: createScryptHasher(), keys }))

// A module worker is its default export.
// biome-ignore lint/style/noDefaultExport: workerd looks for it
export default {
  fetch(request, _env, context) {
    const response = serve(request, '127.0.0.1')
    // Without it workerd cancels the work of a client that hangs up, be it in the middle of a redemption.
    context.waitUntil(response)
    return response
  },
}
