/** The members of a JSON object. Throws when the body is anything else. */
export async function membersOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json()
  if (typeof body !== 'object' || body === null) throw new Error(`not a JSON object: ${JSON.stringify(body)}`)
  return Object.fromEntries(Object.entries(body))
}

/** The JSON of an answer. */
export const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body)
