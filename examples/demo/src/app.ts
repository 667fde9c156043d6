import type { RequestListener } from 'node:http'
import { createExpressApp } from './express-app.js'
import { createHost, type HostParts } from './host.js'
import { createKoaApp } from './koa-app.js'
import { createNodeApp } from './node-app.js'
import type { Settings } from './settings.js'

/** The demo application, in the framework that the settings name. */
export function createApp(settings: Settings, parts: HostParts): RequestListener {
  const host = createHost(settings, parts)
  switch (settings.framework) {
    case 'express':
      return createExpressApp(host)
    case 'koa':
      return createKoaApp(host).callback()
    case 'node':
      return createNodeApp(host)
  }
}
