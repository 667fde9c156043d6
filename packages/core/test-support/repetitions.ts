import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Present where a run tries only what proves the product. */
    readonly fewRepetitions?: true
  }
}

/**
 * How often a test with the tag `repeated` tries its property: all these times, and a tenth of them in `npm test`.
 * With a seed the tenth is the beginning of all.
 */
export function repetitions(all: number): number {
  return inject('fewRepetitions') ? Math.ceil(all / 10) : all
}
