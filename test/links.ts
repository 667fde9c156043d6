/** A link of a Markdown document, and the line on which it stands. */
export interface Link {
  readonly line: number
  readonly target: string
}

/** Returns the text without code, so that only prose is left. The lines keep their numbers. */
function withoutCode(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, ' ')
  return text
    .replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^[ \t]*\2[ \t]*$/gm, blank)
    .replace(/(`+)[^`\n]*\1/g, blank)
}

/** Returns the links of a document: inline, by reference, and in HTML. Links inside code do not count. */
export function linksIn(text: string): readonly Link[] {
  const prose = withoutCode(text)
  const patterns = [
    /\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g,
    /^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/gm,
    /\b(?:href|src)="([^"]+)"/g,
  ]
  return patterns
    .flatMap((pattern) => [...prose.matchAll(pattern)])
    .toSorted((one, other) => one.index - other.index)
    .map((match) => ({ line: prose.slice(0, match.index).split('\n').length, target: match[1] ?? '' }))
}

/** Returns the anchors of a document, as GitHub makes them of its headings, and those in HTML. */
export function anchorsIn(text: string): readonly string[] {
  const withoutFences = text.replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^[ \t]*\2[ \t]*$/gm, '')
  const seen = new Map<string, number>()
  const headings = [...withoutFences.matchAll(/^#{1,6}[ \t]+(.+?)[ \t]*#*$/gm)].map(([, heading = '']) => {
    const anchor = anchorOf(heading)
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
  const explicit = [...withoutFences.matchAll(/\b(?:id|name)="([^"]+)"/g)].map(([, anchor = '']) => anchor)
  return [...headings, ...explicit]
}

function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-')
}
