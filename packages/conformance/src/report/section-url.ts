/** Returns the address of a section, such as `RFC 8628 §3.5`. */
export function sectionUrl(section: string): string {
  const [, rfc = '', kind = '', place = ''] = /^RFC (\d+) (§|appendix )([\w.]+)$/.exec(section) ?? []
  const anchor = kind === '§' ? 'section' : 'appendix'
  return `https://www.rfc-editor.org/rfc/rfc${rfc}#${anchor}-${place}`
}
