import type { RequestListener } from 'node:http'
import { createHost, type Host, type HostDeps } from './host.js'
import type { Settings } from './settings.js'

/** Creates the demo in the framework that the settings name. Loads no other framework. */
export async function createApp(settings: Settings, deps: HostDeps): Promise<RequestListener> {
  const listener = await createFramework(settings, createHost(settings, deps))
  return deps.playground?.inFrontOf(listener) ?? listener
}

async function createFramework({ framework }: Settings, host: Host): Promise<RequestListener> {
  switch (framework) {
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
