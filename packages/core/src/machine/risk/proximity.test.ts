import { describe, expect, it } from 'vitest'
import { judgeProximity, type Proximity, type Whereabouts } from './proximity.js'

describe('judgeProximity (XD02)', () => {
  it.each<[string, Whereabouts, Whereabouts, Proximity]>([
    ['one address', { ip: '192.0.2.7' }, { ip: '192.0.2.7' }, 'near'],
    ['one IPv4 /24', { ip: '192.0.2.7' }, { ip: '192.0.2.250' }, 'near'],
    ['an address that is mapped into IPv6', { ip: '::ffff:192.0.2.7' }, { ip: '192.0.2.8' }, 'near'],
    ['neighboring IPv4 /24', { ip: '192.0.2.255' }, { ip: '192.0.3.0' }, 'far'],
    ['one IPv6 /48', { ip: '2001:db8:1:2::7' }, { ip: '2001:db8:1:ffff::9' }, 'near'],
    ['neighboring IPv6 /48', { ip: '2001:db8:1::7' }, { ip: '2001:db8:2::7' }, 'far'],
    ['IPv4 and IPv6', { ip: '192.0.2.7' }, { ip: '2001:db8::7' }, 'far'],
    ['one region', { ip: '192.0.2.7', region: 'DE' }, { ip: '2001:db8::7', region: 'DE' }, 'sameRegion'],
    ['other regions', { ip: '192.0.2.7', region: 'BR' }, { ip: '198.51.100.9', region: 'DE' }, 'far'],
    ['one network with two regions', { ip: '192.0.2.7', region: 'BR' }, { ip: '192.0.2.8', region: 'DE' }, 'near'],
    ['one place that is known', { ip: '192.0.2.7', region: 'DE' }, { ip: '198.51.100.9' }, 'far'],
    ['no address of the device', {}, { ip: '192.0.2.7' }, 'unknown'],
    ['no address of the person', { ip: '192.0.2.7' }, {}, 'unknown'],
    ['regions without addresses', { region: 'DE' }, { region: 'DE' }, 'unknown'],
    ['no addresses but texts', { ip: 'unknown' }, { ip: 'unknown' }, 'unknown'],
  ])('judges %s', (_, requester, viewer, proximity) => {
    expect(judgeProximity(requester, viewer)).toBe(proximity)
    expect(judgeProximity(viewer, requester)).toBe(proximity)
  })
})
