// The doors of node:http: bare, in Express and in Koa. The first argument says which.

import { createServer } from 'node:http'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { nodeListener } from '@devicegrant/core'
import { responseToNode } from '@devicegrant/core/adapters'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { generateSigningKey } from '@devicegrant/core/jwt'
import express from 'express'
import Koa from 'koa'
import { createRuntimeGrant } from './grant.mjs'

const { grant, respondOwn } = createRuntimeGrant({ hasher: createArgon2Hasher(), keys: [await generateSigningKey()] })

async function serveRest(request, response) {
  const { method, url, headers } = request
  responseToNode(await respondOwn({ method, url, authorization: headers.authorization, dpop: headers.dpop }), response)
}

const listeners = {
  'node:http'() {
    const devicegrant = nodeListener(grant)
    return (request, response) => devicegrant(request, response, () => serveRest(request, response))
  },
  Express() {
    return express().use(expressMiddleware(grant)).use(serveRest)
  },
  Koa() {
    const serveRestOf = ({ req, res }) => serveRest(req, res)
    return new Koa().use(koaMiddleware(grant)).use(serveRestOf).callback()
  },
}

const server = createServer(listeners[process.argv[2]]())
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))
