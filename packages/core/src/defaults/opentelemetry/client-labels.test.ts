import { describe, expect, it } from 'vitest'
import { labelClients, type RecordWithClient } from './client-labels.js'

function recordedBy(clientLabel: unknown, clientId: string | undefined) {
  const recorded: unknown[] = []
  const withClient: RecordWithClient = Reflect.apply(labelClients, undefined, [clientLabel])
  const run = () => withClient(clientId, (client) => recorded.push(client['devicegrant.client']))
  return { run, recorded }
}

describe('the label of a client', () => {
  it('is other if clientLabel throws, and the failure is passed on', () => {
    const fail = () => {
      throw new Error('of clientLabel')
    }
    const { run, recorded } = recordedBy(fail, 'tv')
    expect(run).toThrow('of clientLabel')
    expect(recorded).toEqual(['other'])
  })

  it.each([[7], [null], [{}], [Symbol('a')], [undefined], ['x'.repeat(65)]])('is other if it is %j', (label) => {
    const { run, recorded } = recordedBy(() => label, 'tv')
    run()
    expect(recorded).toEqual(['other'])
  })

  it('is other if clientLabel is async, and its promise is passed on', async () => {
    const { run, recorded } = recordedBy(() => Promise.reject(new Error('of clientLabel')), 'tv')
    await expect(run()).rejects.toThrow('of clientLabel')
    expect(recorded).toEqual(['other'])
  })

  it('is none without a client, and absent without clientLabel', () => {
    const named = recordedBy(() => 'tv', undefined)
    named.run()
    expect(named.recorded).toEqual(['none'])
    const unnamed = recordedBy(undefined, 'tv')
    unnamed.run()
    expect(unnamed.recorded).toEqual([undefined])
  })
})
