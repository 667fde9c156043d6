/**
 * For tests of a program that signs people in: the real server in memory, whose network, people and clocks a test controls.
 *
 * @packageDocumentation
 */

export { createFakeDeviceServer, type FakeDeviceServer } from './device-server/create-server.js'
export type { FaultControls } from './device-server/faults.js'
export type { ListeningServer } from './device-server/loopback.js'
export type { Interceptor } from './device-server/network.js'
export type { FakeDeviceServerOptions } from './device-server/options.js'
export type { ApproveOptions, AsPerson, PersonControls, ShownDecision } from './device-server/person.js'
export type { SeenRequest } from './device-server/records.js'
