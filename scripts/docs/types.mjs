// Finds the members of an object type. It knows the forms of types that the options of the packages use, and throws for others.

import { docBefore, findName, textOf } from './sources.mjs'

/**
 * A type is `{ node, module }`, and `partial: true` if all of its members may be left out.
 * Returns the members of an object type, or `undefined` if it is another type.
 */
export function membersOf(type) {
  const { node, module } = type
  switch (node.type) {
    case 'TSParenthesizedType':
      return membersOf({ ...type, node: node.typeAnnotation })
    case 'TSTypeLiteral':
      return membersIn(node.members, type)
    case 'TSIntersectionType':
      // A member may be left out if every part says so.
      return merged(
        node.types.map((part) => membersOf({ ...type, node: part })),
        (one, other) => one.optional && other.optional,
      )
    case 'TSMappedType':
      return mappedMembers(type)
    case 'TSTypeReference':
      return referencedMembers(type)
    case 'TSInterfaceDeclaration': {
      const parents = node.extends.map(({ expression, typeArguments }) =>
        membersOf({ ...type, node: { type: 'TSTypeReference', typeName: expression, typeArguments } }),
      )
      return merged([...parents.map((members) => members ?? []), membersIn(node.body.body, type)])
    }
    case 'TSTypeAliasDeclaration':
      return node.typeParameters === null
        ? membersOf({ node: node.typeAnnotation, module, partial: type.partial })
        : undefined
    default:
      return undefined
  }
}

/** Returns the declaration that a type refers to, if it is one of the packages. */
export function declarationOf({ node, module }) {
  if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return undefined
  return findName(module, node.typeName.name)?.find((one) => one.node.type.startsWith('TS'))
}

/** Returns the type of which all members may be left out. */
export function wholeOf(type) {
  return type.node.typeName?.name === 'Partial' ? { ...type, node: type.node.typeArguments.params[0] } : type
}

function membersIn(nodes, { module, partial }) {
  return nodes.map((node) => {
    const isMethod = node.type === 'TSMethodSignature'
    const isOther = !isMethod && node.type !== 'TSPropertySignature'
    return {
      name: isOther ? textOf(module, node) : (node.key.name ?? textOf(module, node.key)),
      optional: node.optional === true || partial === true,
      doc: docBefore(module, node.start),
      text: isMethod || isOther ? textOf(module, node) : textOf(module, node.typeAnnotation.typeAnnotation),
      node,
      isMethod,
      isOther,
      type: isMethod || isOther ? undefined : { node: node.typeAnnotation.typeAnnotation, module },
    }
  })
}

function merged(lists, isOptional = (_, later) => later.optional) {
  if (lists.some((list) => list === undefined)) return undefined
  const members = new Map()
  for (const member of lists.flat()) {
    const earlier = members.get(member.name)
    members.set(member.name, earlier ? { ...member, optional: isOptional(earlier, member) } : member)
  }
  return [...members.values()]
}

function referencedMembers(type) {
  const { node, module } = type
  const [first, second] = node.typeArguments?.params ?? []
  const keys = () => (second.type === 'TSUnionType' ? second.types : [second]).map((key) => key.literal?.value)
  switch (node.typeName.name) {
    case 'Partial':
      return membersOf({ ...type, node: first, partial: true })
    case 'Required':
      return membersOf({ ...type, node: first })?.map((member) => ({ ...member, optional: false }))
    case 'Readonly':
      return membersOf({ ...type, node: first })
    case 'Omit':
      if (second.type === 'TSTypeOperator') {
        const names =
          membersOf({ module, node: second.typeAnnotation })?.map(({ name }) => name) ?? aliasKeys(second, module)
        return membersOf({ ...type, node: first })?.filter(({ name }) => !names.includes(name))
      }
      return membersOf({ ...type, node: first })?.filter(({ name }) => !keys().includes(name))
    case 'Pick':
      return membersOf({ ...type, node: first })?.filter(({ name }) => keys().includes(name))
    default: {
      const declaration = declarationOf(type)
      return declaration && membersOf({ node: declaration.node, module: declaration.module, partial: type.partial })
    }
  }
}

function aliasKeys({ typeAnnotation }, module) {
  throw new Error(`${module.file}: the keys of ${textOf(module, typeAnnotation)} cannot be read`)
}

// `{ [Name in keyof X]?: Partial<X[Name]> }` and `{ [Name in keyof X]: X[Name] }`
function mappedMembers({ node, module }) {
  const { constraint, typeAnnotation: value, optional } = node
  if (constraint.type !== 'TSTypeOperator') return undefined
  const isPartial = value.type === 'TSTypeReference' && value.typeName.name === 'Partial'
  const indexed = isPartial ? value.typeArguments.params[0] : value
  if (indexed.type !== 'TSIndexedAccessType') return undefined
  return membersOf({ module, node: constraint.typeAnnotation })?.map((member) => ({
    ...member,
    optional: member.optional || optional !== false,
    type: { ...member.type, ...(isPartial && { partial: true }) },
  }))
}

/** Returns the words of a type that is a union of words. */
export function wordsOf({ node }) {
  return node.typeAnnotation.types.map(({ literal }) => literal.value)
}
