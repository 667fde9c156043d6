// The server runs in this process, so signals and the exit code need no forwarding, and no child process can remain.
import { prepare } from './prepare.mjs'

await prepare()
await import('../examples/demo/dist/main.js')
