// Prints a new secret and a new signing key, as lines of an .env file. All processes need the same ones. There are no quotes
// around the values: kubectl would keep them.

import { randomBytes } from 'node:crypto'
import { generateSigningKey } from '@devicegrant/core/jwt'

console.log(`DEVICEGRANT_SECRET=${randomBytes(32).toString('hex')}`)
console.log(`DEVICEGRANT_SIGNING_KEY=${JSON.stringify(await generateSigningKey())}`)
