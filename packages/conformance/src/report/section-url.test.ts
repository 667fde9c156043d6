import { expect, it } from 'vitest'
import { serverAudits } from '../server-audits.js'
import { sectionUrl } from './section-url.js'

it('has the address of a section, and of an appendix', () => {
  expect(sectionUrl('RFC 8628 §3.5')).toBe('https://www.rfc-editor.org/rfc/rfc8628#section-3.5')
  expect(sectionUrl('RFC 6749 appendix A.12')).toBe('https://www.rfc-editor.org/rfc/rfc6749#appendix-A.12')
})

it('has an address for the section of each audit', () => {
  const address = /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d{4}#(section-\d+(\.\d+)*|appendix-[A-Z](\.\d+)*)$/
  expect(serverAudits.map(({ section }) => section).filter((section) => !address.test(sectionUrl(section)))).toEqual([])
})
