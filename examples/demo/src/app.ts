import type { RequestListener } from 'node:http'
import { createExpressApp } from './express-app.js'
import { createHost, type Host, type HostParts } from './host.js'
import { createKoaApp } from './koa-app.js'
import { createNodeApp } from './node-app.js'
import type { Settings } from './settings.js'

/** The demo application. */
export interface App extends Pick<Host, 'close'> {
  readonly serve: RequestListener
}

/** The demo application, in the framework that the settings name. */
export async function createApp(settings: Settings, parts: HostParts): Promise<App> {
  const host = await createHost(settings, parts)
  return { serve: serveIn(settings.framework, host), close: host.close }
}

function serveIn(framework: Settings['framework'], host: Host): RequestListener {
  switch (framework) {
    case 'express':
      return createExpressApp(host)
    case 'koa':
      return createKoaApp(host).callback()
    case 'node':
      return createNodeApp(host)
  }
}
