import { describe, expect, it } from 'vitest'
import { confirmationOn } from './confirmation.js'
import type { ServerInfo } from './server-info.js'

const server: ServerInfo = {
  id: 'one',
  version: [7, 2],
  isReplica: false,
  replicas: 2,
  memoryLimit: 0,
  evictionPolicy: 'noeviction',
  hasAof: true,
  primaries: 1,
  hasAllKeys: true,
  reachesOneNode: false,
  clockOffset: 0,
}
const strict = { isStrict: true, replicas: 2 }

describe('how a write is confirmed', () => {
  it('by nothing without strict durability', () => {
    expect(confirmationOn([server], { isStrict: false, replicas: 2 }, 450)).toBeUndefined()
  })

  it('by WAIT if replicas must confirm it', () => {
    expect(confirmationOn([server], strict, 450)).toEqual({ command: ['WAIT', '2', '450'], required: [2] })
  })

  it('by the disk of the primary if no replica must confirm it', () => {
    expect(confirmationOn([server], { isStrict: true, replicas: 0 }, 450)).toEqual({
      command: ['WAITAOF', '1', '0', '450'],
      required: [1, 0],
    })
    // There, Redis writes to the disk before it replies. Otherwise the preflight checks refuse it.
    const older = { ...server, version: [7, 0] as const }
    expect(confirmationOn([server, older], { isStrict: true, replicas: 0 }, 450)).toBeUndefined()
  })
})
