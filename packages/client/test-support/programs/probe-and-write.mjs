// Prints how a probe and a write end.
import { openStore, tokensOf } from './store.mjs'

const [directory] = process.argv.slice(2)
const store = openStore(directory)
for (const work of [() => store.probe(), () => store.write(tokensOf('new'))]) {
  console.log(
    await work().then(
      () => 'done',
      (error) => `${error.code}: ${error.message}`,
    ),
  )
}
