/** A form in a page, ready to be filled in. */
export interface PageForm {
  /** Its `action`. */
  readonly action: string
  /** The values it sends unchanged: hidden fields, prefilled fields and ticked boxes. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** The names of all its fields and buttons. */
  readonly names: readonly string[]
}

/** Finds the form of a page that has a field or button of this name. */
export function formWith(html: string, name: string): PageForm | undefined {
  return formsIn(html).find((form) => form.names.includes(name))
}

/** The visible text of a page: without markup, entities decoded, white space as one space. */
export function textOf(html: string): string {
  const body = html.replace(/<(style|script|head)\b[\s\S]*?<\/\1>/g, ' ')
  return unescapeHtml(body.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
}

function formsIn(html: string): readonly PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, opening = '', content = '']) => {
    const controls = [...content.matchAll(/<(input|button)\b([^>]*)>/g)].map(([, element = '', tag = '']) => ({
      isButton: element === 'button' || attribute(tag, 'type') === 'submit',
      isOff: /^(checkbox|radio)$/.test(attribute(tag, 'type') ?? '') && !/\schecked\b/.test(tag),
      name: attribute(tag, 'name') ?? '',
      value: attribute(tag, 'value') ?? '',
    }))
    return {
      action: attribute(opening, 'action') ?? '',
      fields: controls
        .filter(({ isButton, isOff, name }) => !isButton && !isOff && name !== '')
        .map(({ name, value }) => [name, value] as const),
      names: controls.map(({ name }) => name),
    }
  })
}

function attribute(tag: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? []
  return value === undefined ? undefined : unescapeHtml(value)
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, named) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return entities[named] ?? whole
  })
}
