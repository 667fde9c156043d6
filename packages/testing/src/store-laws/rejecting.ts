import { expectLaw } from './law.js'
import { spell } from './plain-data.js'

/** Expects a store that is out of reach to reject every one of its operations. */
export async function expectRejections<Store extends object>(
  operations: Readonly<Record<Exclude<keyof Store, 'volatile'> & string, () => Promise<unknown>>>,
): Promise<void> {
  for (const [name, operation] of Object.entries<() => Promise<unknown>>(operations)) {
    const response = await responseOf(operation)
    expectLaw(response === 'rejected', `${name} returned ${spell(response)} while the backend was down`)
  }
}

async function responseOf(operation: () => Promise<unknown>): Promise<unknown> {
  try {
    return { answered: await operation() }
  } catch {
    return 'rejected'
  }
}
