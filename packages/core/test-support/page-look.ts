import { setUpPage } from '../src/verification/brand/page-setup.js'
import type { PageLook } from '../src/verification/page/look.js'
import { en } from '../src/verification/texts/en.js'

/** Returns what the pages of a service without a brand show, in English. */
export function pageLook(changes: Partial<PageLook> = {}): PageLook {
  const english = { language: 'en', direction: 'ltr', texts: en } as const
  return { ...setUpPage({}).brand, serviceName: 'Northwind', address: 'example.com/device', ...english, ...changes }
}
