import { expect, it } from 'vitest'
import { readText } from './read-text.js'

const mebibyte = 1024 * 1024

it('reads characters that parts of the body share', async () => {
  const bytes = new TextEncoder().encode('aé€😀')
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })
  expect(await readText(new Response(body))).toBe('aé€😀')
  expect(await readText(new Response(null))).toBe('')
})

it('reads a mebibyte as a whole', async () => {
  expect(await readText(new Response('x'.repeat(mebibyte)))).toHaveLength(mebibyte)
})

it('leaves out what is beyond, and reads no further', async () => {
  let parts = 0
  let isCanceled = false
  const endless = new ReadableStream({
    pull(controller) {
      parts++
      controller.enqueue(new Uint8Array(300_000).fill(120))
    },
    cancel() {
      isCanceled = true
    },
  })
  expect(await readText(new Response(endless))).toHaveLength(mebibyte)
  expect([parts < 7, isCanceled]).toEqual([true, true])
})
