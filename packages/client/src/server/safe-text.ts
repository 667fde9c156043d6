// Control characters, and characters that turn the direction of a text: a terminal obeys them.
const dangerous = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Returns a text of the server without the characters that could change what a terminal shows. */
export function safeText(text: string): string {
  return text.replace(dangerous, '')
}
