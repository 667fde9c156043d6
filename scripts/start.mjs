// The server runs in this very process: signals and the exit code need no passing on, and no orphan can be left.
import { prepare } from './prepare.mjs'

await prepare()
await import('../examples/demo/dist/main.js')
