// Reads docstrings: the description, and the tags that the house uses.

const tags = ['param', 'returns', 'defaultValue', 'throws', 'example', 'packageDocumentation']
const tag = new RegExp(`(?:^|\\s)@(${tags.join('|')})\\b`, 'g')

/** Returns the parts of the text between the start and the end of a docstring. */
export function readDocstring(comment) {
  const text = comment
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim()
  const found = [...text.matchAll(tag)]
  const doc = {
    description: text.slice(0, found[0]?.index ?? text.length).trim(),
    params: [],
    throws: [],
    examples: [],
  }
  for (const [nth, match] of found.entries()) {
    const value = text.slice(match.index + match[0].length, found[nth + 1]?.index ?? text.length).trim()
    addTag(doc, match[1], value)
  }
  return doc
}

function addTag(doc, name, value) {
  if (name === 'param') {
    const [, param, description] = /^(\w+)\s+(?:-\s+)?([\s\S]*)$/.exec(value)
    doc.params.push({ name: param, description })
  } else if (name === 'throws')
    doc.throws.push(
      value.replace(/^(?:\{(\w+)\}|((?:[A-Z]\w*)?(?:Error|Fault))\b)/, (_, braced, plain) =>
        braced ? `\`${braced}\`:` : `\`${plain}\``,
      ),
    )
  else if (name === 'example') doc.examples.push(value)
  else if (name !== 'packageDocumentation') doc[name] = value
}
