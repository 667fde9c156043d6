const prefix = 'devicegrant: '
/** `createDeviceGrant` writes these. `grant.describe()` has them too. */
const ownPrefix = `${prefix}warning: `

/**
 * Collects the warnings that other parts of devicegrant write to the console, such as the findings of `openRedisStores`. All else that
 * `console.warn` would write is dropped. The result grows while the module runs.
 */
export function collectConsoleWarnings(): readonly string[] {
  const warnings: string[] = []
  console.warn = (text: unknown) => {
    if (typeof text !== 'string' || !text.startsWith(prefix) || text.startsWith(ownPrefix)) return
    warnings.push(text.slice(prefix.length))
  }
  return warnings
}
