import { quoted } from '../records/read-record.js'

const names: readonly string[] = ['ip', 'userAgent', 'label', 'addressIsShared']

/**
 * Checks what a host passes to `startCall`. In JavaScript it is easily an address, a whole request, or nothing. A wrong
 * value would be ignored, or stored with each code.
 *
 * @throws `TypeError` if it is not an object with these members only, each of them of its type or `undefined`.
 */
export function checkRequester(facts: unknown): void {
  if (typeof facts !== 'object' || facts === null) {
    throw new TypeError(
      'startCall takes an object with what is known about the requester: startCall({ ip }), or startCall()',
    )
  }
  for (const name of Object.keys(facts)) {
    const value: unknown = Reflect.get(facts, name)
    if (!names.includes(name)) {
      throw new TypeError(`startCall takes an object with ${names.join(', ')}, and it has no member ${quoted(name)}`)
    }
    const [type, allowed] = name === 'addressIsShared' ? ['boolean', 'true or false'] : ['string', 'text']
    if (value !== undefined && typeof value !== type) {
      throw new TypeError(`${name} of startCall must be ${allowed}, or undefined if it is unknown`)
    }
  }
}
