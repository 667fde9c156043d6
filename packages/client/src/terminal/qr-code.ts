import { isLoopback } from '../server/addresses.js'
import type { Looks } from './looks.js'
import type { TextOutput } from './surroundings.js'

const columnsByDefault = 80

/**
 * Draws a QR code with the package `uqr`, an optional peer. Returns no lines if that is not installed, if the picture does
 * not fit, or if a phone cannot open the address because it is of this computer.
 */
export async function qrCodeOf(
  address: string,
  { columns = columnsByDefault }: Pick<TextOutput, 'columns'>,
  looks: Looks,
): Promise<readonly string[]> {
  if (isLoopback(new URL(address))) return []
  const draw = await drawingByPackage()
  if (draw === undefined) return []
  // The white border is a part of the code: scanners look for it.
  const lines = draw(address, { border: 2 }).split('\n')
  const width = lines[0]?.length ?? 0
  return width > columns ? [] : lines.map(looks.picture)
}

async function drawingByPackage() {
  try {
    const { renderUnicodeCompact } = await import('uqr')
    return renderUnicodeCompact
  } catch {
    // The picture is a help, and the address is always shown.
    return undefined
  }
}
