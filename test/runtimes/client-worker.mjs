// The client in a worker: `?server=` has the address of the server.

import { memoryTokens } from '@devicegrant/client'
import { runClient } from './client.mjs'

// A module worker is its default export.
// biome-ignore lint/style/noDefaultExport: workerd looks for it
export default {
  async fetch(request) {
    try {
      const count = await runClient(new URL(request.url).searchParams.get('server'), memoryTokens())
      return new Response(`${count} steps`)
    } catch (fault) {
      return new Response(String(fault.stack), { status: 500 })
    }
  },
}
