// The client runs in this process, so it has the arguments, the terminal and the exit code.
import { prepare } from './prepare.mjs'

await prepare()
await import('../examples/demo/dist/login.js')
