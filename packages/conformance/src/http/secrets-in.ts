import type { SecretKind, Secrets } from './secrets.js'

const kinds: ReadonlyMap<string, SecretKind> = new Map([
  ['device_code', 'DEVICE_CODE'],
  ['access_token', 'ACCESS_TOKEN'],
  ['refresh_token', 'REFRESH_TOKEN'],
  ['id_token', 'ID_TOKEN'],
])

const inJson = /"(device_code|access_token|refresh_token|id_token)"\s*:\s*("(?:[^"\\]|\\.)*")/g
const inForm = /(?:^|&)(device_code|access_token|refresh_token|id_token)=([^&]*)/g

/** No good response has more. A body full of them would keep the run busy for hours. */
const most = 20

/** Keeps the secrets of a body that a server sent. A broken body may have secrets too, so it is not parsed as a whole. */
export function keepSecretsIn(body: string, secrets: Secrets): void {
  for (const [, name = '', text = ''] of firstOf(body.matchAll(inJson)))
    keep(name, parsed(text), text.slice(1, -1), secrets)
  for (const [, name = '', text = ''] of firstOf(body.matchAll(inForm))) keep(name, decoded(text), text, secrets)
}

function keep(name: string, value: string, spelled: string, secrets: Secrets): void {
  const kind = kinds.get(name)
  if (kind !== undefined && value !== '') secrets.add(kind, value, spelled)
}

function* firstOf<T>(found: Iterable<T>): Iterable<T> {
  let count = 0
  for (const one of found) {
    if (count++ === most) return
    yield one
  }
}

function parsed(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch (fault) {
    if (fault instanceof SyntaxError) return text.slice(1, -1)
    throw fault
  }
}

function decoded(text: string): string {
  return new URLSearchParams(`a=${text}`).get('a') ?? text
}
