/** The types of what the test of the pages imports. */

export const folder: string

export const modules: Readonly<Record<string, string>>

export function generatePages(core: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<string, string>>
