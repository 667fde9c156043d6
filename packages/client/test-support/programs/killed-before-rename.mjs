// Dies between the temporary file and the rename.
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

fs.rename = () => process.kill(process.pid, 'SIGKILL')
syncBuiltinESMExports()
const { openStore, tokensOf } = await import('./store.mjs')
const [directory] = process.argv.slice(2)
const store = openStore(directory)
await store.exclusive(() => store.write(tokensOf('new')))
