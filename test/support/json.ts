export type Members = Readonly<Record<string, unknown>>

/** The members of a JSON object. Throws when the text is anything else. */
export function membersIn(text: string): Members {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new Error(`not a JSON object: ${text}`)
  return Object.fromEntries(Object.entries(value))
}

/** The members of the JSON object that is a body. Throws when the body is anything else. */
export const membersOf = async (response: Response): Promise<Members> => membersIn(await response.text())

/** The JSON of an answer. */
export const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body)
