import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const skipped = ['node_modules', 'dist']

/**
 * The files below a folder, relative to it, with `/` between the names. Without what is installed or built: packages of a workspace
 * link to each other in circles there.
 */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name]
    return skipped.includes(entry.name)
      ? []
      : filesBelow(join(folder, entry.name)).map((file) => `${entry.name}/${file}`)
  })
}
