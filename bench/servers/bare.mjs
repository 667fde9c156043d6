// What a framework costs alone: it reads a form with the body parser that its users take, and responds with a constant of the
// size of our response.
import { getRequestListener } from '@hono/node-server'
import bodyParser from '@koa/bodyparser'
import express from 'express'
import Koa from 'koa'

const pending = {
  error: 'authorization_pending',
  error_description: 'The authorization is still pending. Poll again.',
}
const codes = {
  device_code: 'c'.repeat(65),
  user_code: 'BBBB-BBBB',
  verification_uri: 'http://127.0.0.1:8080/device',
  verification_uri_complete: 'http://127.0.0.1:8080/device?user_code=BBBB-BBBB',
  expires_in: 86_400,
  interval: 1,
}
const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

/** @param {{ mount: 'express' | 'koa' | 'node' | 'fetch' }} settings */
export function open({ mount }) {
  return { listener: listeners[mount]() }
}

const listeners = {
  express() {
    return express()
      .use(express.urlencoded({ extended: false }))
      .use((request, response) => {
        const { status, body } = respondTo(request.path, request.body)
        response.status(status).set(noStore).json(body)
      })
  },
  koa() {
    return new Koa()
      .use(bodyParser())
      .use((context) => {
        const { status, body } = respondTo(context.path, context.request.body)
        context.status = status
        context.set(noStore)
        context.body = body
      })
      .callback()
  },
  node() {
    return (request, response) => {
      const chunks = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
        const { status, body } = respondTo(request.url, form)
        const text = JSON.stringify(body)
        const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...noStore }
        response.writeHead(status, headers).end(text)
      })
    }
  },
  fetch() {
    return getRequestListener(async (request) => {
      const form = Object.fromEntries(new URLSearchParams(await request.text()))
      const { status, body } = respondTo(new URL(request.url).pathname, form)
      return Response.json(body, { status, headers: noStore })
    })
  },
}

function respondTo(path, form) {
  if (form.client_id === undefined) return { status: 400, body: { error: 'invalid_request' } }
  return path === '/token' ? { status: 400, body: pending } : { status: 200, body: codes }
}
