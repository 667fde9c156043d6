import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { renderMermaidSVG } from 'beautiful-mermaid'
import type { MarkdownRenderer } from 'vitepress'
import { linkOf, root, titleOf } from './pages.js'

const fileOf = (env: { readonly realPath?: string; readonly path: string }): string =>
  relative(root, env.realPath ?? env.path).replaceAll('\\', '/')

/** Returns the list of the pages of a folder, for its `<!-- pages of this folder -->`. */
function listOf(folder: string): string {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.md') && file !== 'README.md')
  return files.map((file) => `- [${titleOf(`${folder}/${file}`)}](${file})`).join('\n')
}

/** Draws a diagram while the site is built: the page needs no script and no font for it. Its colors are in `brand.css`. */
function draw(source: string): string {
  // A colored rectangle around messages has no text in Mermaid, so a note says what it is. Here the note is its title.
  const titled = source.replace(/^( *)rect rgba?\([^)]*\)\n *Note over [^:]*: *(.*)$/gm, '$1rect $2')
  const svg = renderMermaidSVG(titled, { bg: 'var(--diagram-back)', fg: 'var(--diagram-ink)', transparent: true })
  return svg
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/>rect \[([^<]*)\]</g, '>$1<')
    .replace('<svg ', '<svg role="img" ')
}

/** Makes the documents of the repository into pages: their links, their diagrams, the names of their files. */
export function extendMarkdown(md: MarkdownRenderer): void {
  md.core.ruler.before('normalize', 'pages-of-folder', (state) => {
    const folder = fileOf(state.env).replace(/\/[^/]+$/, '')
    state.src = state.src.replace(/^<!-- pages of this folder -->$/m, () => listOf(folder))
  })

  md.core.ruler.push('links-of-the-repository', (state) => {
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href !== null) token.attrSet('href', linkOf(fileOf(state.env), href))
    }
  })

  const fence = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]
    if (token === undefined || fence === undefined) return ''
    if (token.info.trim() === 'mermaid') return `<div class="diagram" tabindex="0" v-pre>${draw(token.content)}</div>\n`
    const [, language = '', name] = /^(\w+) file=([\w.-]+)$/.exec(token.info.trim()) ?? []
    if (name === undefined) return fence(tokens, index, options, env, self)
    token.info = language
    return `<div class="file-name">${name}</div>\n${fence(tokens, index, options, env, self)}`
  }
}
