// The four doors of devicegrant. Each takes a grant and returns a listener for the requests of node:http.
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { fetchHandler, nodeListener } from '@devicegrant/core'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import Koa from 'koa'

export const doors = {
  express: (grant) => express().use(expressMiddleware(grant)),
  koa: (grant) => new Koa().use(koaMiddleware(grant)).callback(),
  node: (grant) => nodeListener(grant),
  fetch(grant) {
    const devicegrant = fetchHandler(grant)
    return getRequestListener(async (request, { incoming }) => {
      // The limits count by the address of the caller, which a Request does not have.
      const response = await devicegrant(request, { remote: incoming.socket.remoteAddress })
      return response ?? new Response('Not found', { status: 404 })
    })
  },
}
