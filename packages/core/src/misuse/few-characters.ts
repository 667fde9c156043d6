// 32 random hexadecimal digits have fewer than six different ones less than once in 10^12 times; the 64 digits of
// `openssl rand -hex 32` less than once in 10^28.
const fewestDifferent = 6

/** Returns whether a secret has too few different characters or bytes to be a random value. */
export function hasFewCharacters(secret: string | Uint8Array): boolean {
  return new Set<string | number>(secret).size < fewestDifferent
}
