/** A text of the host: the same in every language, or one for each language, such as `{ en: 'Read', de: 'Lesen' }`. */
export type LocalText = string | Readonly<Record<string, string>>
