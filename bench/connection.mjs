// A keep-alive HTTP/1.1 connection of the load generator: one request at a time, and as little work as possible, because the
// generator shares the machine with the server.
import { connect } from 'node:net'

/**
 * Opens a connection to a port of loopback. `send` resolves to the status and the body of the response.
 *
 * @param {number} port
 * @returns {Promise<{ send(request: string): Promise<{ status: number, body: string }>, close(): void }>}
 */
export function openConnection(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let waiting
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      received = received === '' ? chunk : received + chunk
      const response = readResponse(received)
      if (response === undefined) return
      received = ''
      const { fulfil } = waiting
      waiting = undefined
      fulfil(response)
    })
    const fail = (fault) => {
      reject(fault)
      waiting?.fail(fault)
    }
    socket.on('error', fail)
    socket.on('close', () => fail(new Error('the server has closed a connection')))
    socket.on('connect', () => {
      resolve({
        send(request) {
          return new Promise((fulfil, fail) => {
            waiting = { fulfil, fail }
            socket.write(request, 'latin1')
          })
        },
        close: () => socket.destroy(),
      })
    })
  })
}

/** Returns the bytes of a request. `fields` of a form or of JSON are its body; without them it is a GET. */
export function requestFor(path, { form, json, headers = {} } = {}) {
  const body = form === undefined ? json && JSON.stringify(json) : String(new URLSearchParams(form))
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
  const lines = [`${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`, 'Host: 127.0.0.1:8080']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body === undefined) return `${lines.join('\r\n')}\r\n\r\n`
  lines.push(`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Returns the response if all of it is there. */
function readResponse(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = text.slice(0, headEnd)
  const status = Number(head.slice(9, 12))
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  const bodyAt = headEnd + 4
  if (length !== undefined) {
    const end = bodyAt + Number(length)
    return text.length < end ? undefined : { status, body: text.slice(bodyAt, end) }
  }
  return text.endsWith('0\r\n\r\n') ? { status, body: unchunk(text.slice(bodyAt)) } : undefined
}

function unchunk(text) {
  let body = ''
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (size === 0) return body
    body += text.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
}
