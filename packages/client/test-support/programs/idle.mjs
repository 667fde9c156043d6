// Holds the lock, and has nothing else to do.
import { openStore } from './store.mjs'

const [directory] = process.argv.slice(2)
await openStore(directory).exclusive(() => new Promise(() => {}))
