import { request } from 'node:http'

/** Logs in at the server of login-flood.mjs as from this address. Resolves to the status. */
export function logIn({ port, agent, address, username, password }) {
  const body = new URLSearchParams({ username, password }).toString()
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': body.length,
    'X-Forwarded-For': address,
  }
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/login', method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
