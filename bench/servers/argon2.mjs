// What a login costs at least: argon2id over the password of a form, and nothing else.
import { createRequire } from 'node:module'
import { person } from '../names.mjs'

const { hash, verify } = createRequire(new URL('../../packages/core/package.json', import.meta.url))('@node-rs/argon2')
// The cost of `createArgon2Hasher`. 2 is argon2id.
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function open() {
  const stored = await hash(person.password, cost)
  return {
    listener(request, response) {
      const chunks = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', async () => {
        const form = new URLSearchParams(Buffer.concat(chunks).toString())
        const isRight = await verify(stored, form.get('password') ?? '')
        const body = JSON.stringify({ access_token: 't'.repeat(400), isRight })
        const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length }
        response.writeHead(isRight ? 200 : 400, headers).end(body)
      })
    },
  }
}
