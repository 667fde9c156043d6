/** The parameters of a form, in their order. A name may occur twice. */
export type Fields = readonly (readonly [name: string, value: string])[]

/** Spells a form as its media type wants it. */
export function spellForm(fields: Fields): string {
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()
}

/** A body that is no form. */
export const malformedForm = '%zz=%&&=\u0000'
