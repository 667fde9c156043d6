// The same command line with openid-client and a file of its own.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as client from 'openid-client'

const kept = await readFile(join(process.argv[2], 'tokens.json'), 'utf8').catch(() => undefined) // there is none
if (kept === undefined) console.log('You are not signed in. Sign in first.')
else {
  const server = await client.discovery(new URL('https://login.example.com'), 'mycli', undefined, client.None())
  await client.refreshTokenGrant(server, JSON.parse(kept).refresh_token)
}
