// In this very process: the arguments, the terminal and the exit code are the client's own.
import { prepare } from './prepare.mjs'

await prepare()
await import('../examples/demo/dist/login.js')
