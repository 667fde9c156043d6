import type { RequestListener } from 'node:http'
import { createHost, type HostDeps } from './host.js'
import type { Settings } from './settings.js'

/** Creates the demo in the framework that the settings name. Loads no other framework. */
export async function createApp(settings: Settings, deps: HostDeps): Promise<RequestListener> {
  const host = createHost(settings, deps)
  switch (settings.framework) {
    case 'express': {
      const { createExpressApp } = await import('./express-app.js')
      return createExpressApp(host)
    }
    case 'koa': {
      const { createKoaApp } = await import('./koa-app.js')
      return createKoaApp(host).callback()
    }
    case 'node': {
      const { createNodeApp } = await import('./node-app.js')
      return createNodeApp(host)
    }
  }
}
