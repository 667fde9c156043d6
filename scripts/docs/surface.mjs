// The public names: where each is declared, and where its page and its heading are.

import { createAnchors } from './markdown.mjs'
import { entryPoints, findExport, findNamespace, readModule } from './sources.mjs'

/** The name of the file of an entry point: `@devicegrant/core/jwt` has `core-jwt.md`. */
function fileOf({ name }) {
  return `${name.replace('@devicegrant/', '').replaceAll('/', '-')}.md`
}

const groups = [
  { title: 'Functions', has: ({ node }) => node.type === 'FunctionDeclaration' || node.type === 'TSDeclareFunction' },
  { title: 'Classes', has: ({ node }) => node.type === 'ClassDeclaration' },
  { title: 'Values', has: ({ node }) => node.type === 'VariableDeclarator' },
  { title: 'Types', has: ({ node }) => /^TS(?!DeclareFunction)/.test(node.type) },
]

/** Returns the public names of a file, with their declarations, in groups. */
function groupsOf(file) {
  const names = [...readModule(file).exports].filter(([, { isNamespace }]) => !isNamespace).map(([name]) => name)
  const items = names.toSorted(byName).map((name) => ({ name, declarations: declared(file, name) }))
  const grouped = groups.map(({ title, has }) => ({
    title,
    items: items.filter(({ declarations: [one] }) => has(one)),
  }))
  return grouped.filter((group) => group.items.length > 0)
}

function declared(file, name) {
  const declarations = findExport(file, name)
  if (declarations === undefined) throw new Error(`${file}: ${name} is not declared in the packages`)
  return declarations
}

const byName = (one, other) => (one < other ? -1 : Number(one > other))

/** Every entry point with its sections. A section is a group of names, or a namespace with its names. */
export const surface = entryPoints.map((entry) => {
  const namespaces = [...readModule(entry.file).exports].filter(([, { isNamespace }]) => isNamespace)
  const sections = [
    ...groupsOf(entry.file),
    ...namespaces.map(([name]) => ({
      title: name,
      isNamespace: true,
      items: groupsOf(findNamespace(entry.file, name)).flatMap(({ items }) => items),
    })),
  ]
  const anchorOf = createAnchors()
  anchorOf(entry.name)
  for (const section of sections) {
    section.anchor = anchorOf(section.title)
    for (const item of section.items) item.anchor = anchorOf(item.name)
  }
  return { ...entry, page: fileOf(entry), sections }
})

/** The page and the anchor of every public name that is not in a namespace. A name of two entry points has the first. */
export const places = new Map()
for (const { name: entry, page, sections } of surface) {
  for (const { isNamespace, items } of sections) {
    for (const { name, anchor } of isNamespace ? [] : items) {
      if (!places.has(name)) places.set(name, { entry, page, anchor })
    }
  }
}

/** Returns a link to a public name. `from` is the path to the folder of the API pages. `here` is the page of the link. */
export function linkTo(name, from, here) {
  const { page, anchor } = places.get(name)
  return `[\`${name}\`](${page === here ? '' : from + page}#${anchor})`
}
