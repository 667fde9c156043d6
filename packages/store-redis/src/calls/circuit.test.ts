import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Circuit, createCircuit } from './circuit.js'

describe('a circuit', () => {
  let passed = 0
  let changes: string[] = []
  beforeEach(() => {
    passed = 0
    changes = []
    vi.spyOn(performance, 'now').mockImplementation(() => passed)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const outage = new Error('no reply')
  const refusal = new Error('READONLY')
  const most = 3
  const rules = { failures: () => most, pause: 1_000, maxWaiting: 4, isOutage: (fault: unknown) => fault !== refusal }
  const create = () =>
    createCircuit({ ...rules, onSilence: () => changes.push('silent'), onChange: (state) => changes.push(state) })
  const done = () => ({ result: Promise.resolve('done'), settled: Promise.resolve() })
  const failing = (fault = outage) => ({ result: Promise.reject(fault), settled: Promise.resolve() })

  async function breakIt(circuit: Circuit): Promise<void> {
    for (let nth = 0; nth < most; nth++) await expect(circuit.pass(() => failing())).rejects.toBe(outage)
  }

  it('lets calls through until too many fail in a row', async () => {
    const circuit = create()
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    expect(await circuit.pass(done)).toBe('done')
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    expect(await circuit.pass(done)).toBe('done')
    expect(changes).toEqual([])
  })

  it('rejects at once without a call while Redis is away, and reports it once', async () => {
    const circuit = create()
    await breakIt(circuit)
    const run = vi.fn(done)
    await expect(circuit.pass(run)).rejects.toThrow('does not respond')
    passed = 999
    await expect(circuit.pass(run)).rejects.toThrow('does not respond')
    expect(run).not.toHaveBeenCalled()
    expect(changes).toEqual(['away'])
  })

  it('lets one call a second through as a test, and all calls after a success', async () => {
    const circuit = create()
    await breakIt(circuit)
    passed = 1_000
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    await expect(circuit.pass(done)).rejects.toThrow('does not respond')
    passed = 2_000
    const trying = circuit.pass(done)
    await expect(circuit.pass(done)).rejects.toThrow('does not respond')
    expect(await trying).toBe('done')
    expect(await circuit.pass(done)).toBe('done')
    expect(changes).toEqual(['away', 'back'])
  })

  it('counts an error reply of Redis as a success', async () => {
    const circuit = create()
    for (let nth = 0; nth < 2 * most; nth++) {
      await expect(circuit.pass(() => failing(refusal))).rejects.toBe(refusal)
    }
    await breakIt(circuit)
    passed = 1_000
    await expect(circuit.pass(() => failing(refusal))).rejects.toBe(refusal)
    expect(await circuit.pass(done)).toBe('done')
    expect(changes).toEqual(['away', 'back'])
  })

  it('limits the waiting calls, also those whose callers have given up', async () => {
    const circuit = create()
    const letGo: (() => void)[] = []
    const abandoned = () => ({
      result: Promise.reject(refusal),
      settled: new Promise<void>((resolve) => letGo.push(resolve)),
    })
    for (let nth = 0; nth < rules.maxWaiting; nth++) await expect(circuit.pass(abandoned)).rejects.toBe(refusal)
    await expect(circuit.pass(done)).rejects.toThrow('the maximum')
    letGo[0]?.()
    await Promise.resolve()
    expect(await circuit.pass(done)).toBe('done')
  })

  it('distinguishes a silent connection from a closed one, once for each test', async () => {
    const stuck = () => ({ result: Promise.reject(outage), settled: new Promise<void>(() => {}) })
    const broken = create()
    await breakIt(broken)
    passed = 1_000
    await expect(broken.pass(() => failing())).rejects.toBe(outage)
    await Promise.resolve()
    expect(changes).toEqual(['away'])
    const silent = create()
    for (let nth = 0; nth < most; nth++) await expect(silent.pass(stuck)).rejects.toBe(outage)
    expect(changes).toEqual(['away', 'away'])
    for (const time of [2_000, 3_000]) {
      passed = time
      await expect(silent.pass(stuck)).rejects.toBe(outage)
    }
    expect(changes).toEqual(['away', 'away', 'silent', 'silent'])
  })

  it('tests Redis again although the maximum of calls waits', async () => {
    const circuit = create()
    const stuck = () => ({ result: Promise.reject(outage), settled: new Promise<void>(() => {}) })
    for (let nth = 0; nth < rules.maxWaiting; nth++) await expect(circuit.pass(stuck)).rejects.toThrow()
    passed = 1_000
    expect(await circuit.pass(done)).toBe('done')
  })
})
