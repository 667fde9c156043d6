// Any 32 hexadecimal digits that are random have more than five different ones, but for once in 10^12 times; the 64 of
// `openssl rand -hex 32` but for once in 10^28.
const fewestDifferent = 6

/** Whether so few of a secret's characters, or bytes, are different that it cannot be a random value. */
export function hasFewCharacters(secret: string | Uint8Array): boolean {
  return new Set<string | number>(secret).size < fewestDifferent
}
