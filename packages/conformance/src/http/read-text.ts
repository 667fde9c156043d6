const longest = 1024 * 1024

/** Reads the body of a response as text. What is beyond 1 MiB is left out. */
export async function readText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, longest - length), { stream: true })
    length += value.length
    if (length > longest) {
      await reader.cancel()
      return text
    }
  }
}
