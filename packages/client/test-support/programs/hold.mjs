// Holds the lock until it is killed.
import { openStore } from './store.mjs'

const [directory] = process.argv.slice(2)
setInterval(() => {}, 1_000)
await openStore(directory).exclusive(() => {
  console.log('holds')
  return new Promise(() => {})
})
