// One change log for all packages, because they have one version.

const bumps = ['major', 'minor', 'patch']
const titles = { major: 'Breaking changes', minor: 'New, and changed', patch: 'Fixed' }

/** Reads a changeset: the packages that it names, its largest bump, and its text. Throws if it is not one. */
export function readChangeset(file, text) {
  const [, head, summary = ''] = /^---\n([\s\S]*?)\n?---\n([\s\S]*)$/.exec(text) ?? []
  if (head === undefined)
    throw new Error(`${file} has no head. It begins with "---", a line for each package, and "---".`)
  const packages = head
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, bump] = /^['"]?((?:@devicegrant\/[\w-]+)|devicegrant)['"]?: (major|minor|patch)$/.exec(line) ?? []
      if (name === undefined) throw new Error(`${file} has the line ${line}. Write: '@devicegrant/core': minor`)
      return { name, bump }
    })
  if (packages.length > 0 && summary.trim() === '')
    throw new Error(`${file} has no text. Say what changed, for the reader of CHANGELOG.md.`)
  const bump = bumps.find((bump) => packages.some((each) => each.bump === bump))
  return { packages: packages.map(({ name }) => name), bump, summary: summary.trim() }
}

/** Returns the change log with a section for a version at its top. */
export function addSection(changelog, { version, date, changesets }) {
  const parts = bumps.flatMap((bump) => {
    const changes = changesets.filter((each) => each.bump === bump)
    return changes.length === 0
      ? []
      : [`### ${titles[bump]}\n\n${changes.map(({ summary }) => bullet(summary)).join('\n')}\n`]
  })
  const section = `## ${version} (${date})\n\n${parts.join('\n')}`
  const at = changelog.search(/^## /m)
  return at === -1
    ? `${changelog.trimEnd()}\n\n${section}`
    : `${changelog.slice(0, at)}${section}\n${changelog.slice(at)}`
}

/** Returns the text of the section of a version. Throws if there is none. */
export function sectionOf(changelog, version) {
  const sections = changelog.split(/^(?=## )/m)
  const section = sections.find((text) => text.startsWith(`## ${version} `) || text.startsWith(`## ${version}\n`))
  if (section === undefined)
    throw new Error(`CHANGELOG.md has no section for ${version}. "npm run release:version" writes it.`)
  return section.slice(section.indexOf('\n')).trim()
}

function bullet(summary) {
  return `- ${summary.replaceAll('\n', '\n  ').replace(/[ \t]+$/gm, '')}`
}
