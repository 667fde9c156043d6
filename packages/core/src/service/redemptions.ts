import type { DeviceCodeDigest } from '../machine/names.js'

/**
 * The redemptions under way in this process. Polls that arrive while tokens are being made wait for them and then read
 * the store again, so that they hear the one answer instead of a refusal; if it fails, it fails for all of them.
 * Between processes the store's `replace` alone decides; this only spares clients the wait.
 */
export interface Redemptions {
  /** Runs a redemption, unless one of this code is under way: then waits for that one and says `elsewhere`. */
  once<Result>(deviceCode: DeviceCodeDigest, run: () => Promise<Result>): Promise<Result | 'elsewhere'>
  /** Waits for a redemption of this code in this process; `false` when there is none. */
  settled(deviceCode: DeviceCodeDigest): Promise<boolean>
}

/** Starts with none under way. */
export function createRedemptions(): Redemptions {
  const underWay = new Map<DeviceCodeDigest, Promise<unknown>>()

  async function settled(deviceCode: DeviceCodeDigest): Promise<boolean> {
    const other = underWay.get(deviceCode)
    await other
    return other !== undefined
  }

  return {
    settled,
    async once(deviceCode, run) {
      if (underWay.has(deviceCode)) {
        await settled(deviceCode)
        return 'elsewhere'
      }
      const redemption = run()
      underWay.set(deviceCode, redemption)
      try {
        return await redemption
      } finally {
        underWay.delete(deviceCode)
      }
    },
  }
}
