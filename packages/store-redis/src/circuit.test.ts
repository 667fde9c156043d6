import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Circuit, createCircuit } from './circuit.js'

describe('a circuit', () => {
  let passed = 0
  let told: string[] = []
  beforeEach(() => {
    passed = 0
    told = []
    vi.spyOn(performance, 'now').mockImplementation(() => passed)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const outage = new Error('no answer')
  const refusal = new Error('READONLY')
  const most = 3
  const rules = { failures: () => most, pause: 1_000, most: 4, isOutage: (fault: unknown) => fault !== refusal }
  const create = () =>
    createCircuit({ ...rules, onSilence: () => told.push('silent'), onChange: (state) => told.push(state) })
  const done = () => ({ result: Promise.resolve('done'), settled: Promise.resolve() })
  const failing = (fault = outage) => ({ result: Promise.reject(fault), settled: Promise.resolve() })

  async function breakIt(circuit: Circuit): Promise<void> {
    for (let nth = 0; nth < most; nth++) await expect(circuit.pass(() => failing())).rejects.toBe(outage)
  }

  it('lets calls through, and failures too, until there are too many in a row', async () => {
    const circuit = create()
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    expect(await circuit.pass(done)).toBe('done')
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    expect(await circuit.pass(done)).toBe('done')
    expect(told).toEqual([])
  })

  it('refuses at once, without a call, while Redis is away, and says so once', async () => {
    const circuit = create()
    await breakIt(circuit)
    const run = vi.fn(done)
    await expect(circuit.pass(run)).rejects.toThrow('does not answer')
    passed = 999
    await expect(circuit.pass(run)).rejects.toThrow('does not answer')
    expect(run).not.toHaveBeenCalled()
    expect(told).toEqual(['away'])
  })

  it('lets one call a second try, and all of them when it succeeds', async () => {
    const circuit = create()
    await breakIt(circuit)
    passed = 1_000
    await expect(circuit.pass(() => failing())).rejects.toBe(outage)
    await expect(circuit.pass(done)).rejects.toThrow('does not answer')
    passed = 2_000
    const trying = circuit.pass(done)
    await expect(circuit.pass(done)).rejects.toThrow('does not answer')
    expect(await trying).toBe('done')
    expect(await circuit.pass(done)).toBe('done')
    expect(told).toEqual(['away', 'back'])
  })

  it('takes what Redis itself refuses for a sign of life', async () => {
    const circuit = create()
    for (let nth = 0; nth < 2 * most; nth++) {
      await expect(circuit.pass(() => failing(refusal))).rejects.toBe(refusal)
    }
    await breakIt(circuit)
    passed = 1_000
    await expect(circuit.pass(() => failing(refusal))).rejects.toBe(refusal)
    expect(await circuit.pass(done)).toBe('done')
    expect(told).toEqual(['away', 'back'])
  })

  it('has room for so many that wait, whether their callers have given up or not', async () => {
    const circuit = create()
    const letGo: (() => void)[] = []
    const abandoned = () => ({
      result: Promise.reject(refusal),
      settled: new Promise<void>((resolve) => letGo.push(resolve)),
    })
    for (let nth = 0; nth < rules.most; nth++) await expect(circuit.pass(abandoned)).rejects.toBe(refusal)
    await expect(circuit.pass(done)).rejects.toThrow('no room')
    letGo[0]?.()
    await Promise.resolve()
    expect(await circuit.pass(done)).toBe('done')
  })

  it('tells a connection that is silent from one that is broken, once a try', async () => {
    const stuck = () => ({ result: Promise.reject(outage), settled: new Promise<void>(() => {}) })
    const broken = create()
    await breakIt(broken)
    passed = 1_000
    await expect(broken.pass(() => failing())).rejects.toBe(outage)
    await Promise.resolve()
    expect(told).toEqual(['away'])
    const silent = create()
    for (let nth = 0; nth < most; nth++) await expect(silent.pass(stuck)).rejects.toBe(outage)
    expect(told).toEqual(['away', 'away'])
    for (const time of [2_000, 3_000]) {
      passed = time
      await expect(silent.pass(stuck)).rejects.toBe(outage)
    }
    expect(told).toEqual(['away', 'away', 'silent', 'silent'])
  })

  it('tries Redis again though everything waits that has room', async () => {
    const circuit = create()
    const stuck = () => ({ result: Promise.reject(outage), settled: new Promise<void>(() => {}) })
    for (let nth = 0; nth < rules.most; nth++) await expect(circuit.pass(stuck)).rejects.toThrow()
    passed = 1_000
    expect(await circuit.pass(done)).toBe('done')
  })
})
