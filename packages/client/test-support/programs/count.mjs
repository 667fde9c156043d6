// Adds one to the number in the store, again and again, and prints each number that it has written.
import { openStore, tokensOf } from './store.mjs'

const [directory, rounds] = process.argv.slice(2)
const store = openStore(directory)
console.log('ready')
for (let round = 0; round < Number(rounds); round += 1) {
  const written = await store.exclusive(async () => {
    const number = Number((await store.read())?.accessToken ?? 0) + 1
    await store.write(tokensOf(String(number)))
    return number
  })
  console.log(`wrote ${written}`)
}
