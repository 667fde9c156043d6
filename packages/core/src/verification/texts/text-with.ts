/** A text with these placeholders: `TextWith<'name'>` contains `{name}`, in which the page writes the name. */
export type TextWith<Placeholder extends string> = `${string}{${Placeholder}}${string}`
