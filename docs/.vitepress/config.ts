import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { logo, picture } from './logo.js'
import { extendMarkdown } from './markdown.js'
import { anchorOf, pageOf, root } from './pages.js'
import { createSidebar } from './sidebar.js'

const folder = fileURLToPath(new URL('.', import.meta.url))
const description =
  'The OAuth 2.0 Device Authorization Grant (RFC 8628) for your existing Node.js server: the protocol, the page on which people approve, and a password login.'

export default defineConfig({
  title: 'devicegrant',
  description,
  lang: 'en-US',
  // A path such as /devicegrant/ if the site is not at the root of its host.
  base: process.env['DOCS_BASE'] ?? '/',
  // The whole repository is the source, so that the documents beside the packages and the examples are pages too.
  srcDir: '..',
  srcExclude: [
    '{test,bench,scripts,packed,implementations}/**',
    'README.md',
    '{packages,examples}/*/!(README|SCHEMA).md',
    '{packages,examples}/*/*/**',
  ],
  rewrites: (file) => pageOf(file) ?? file,
  outDir: `${folder}dist`,
  cacheDir: `${root}node_modules/.cache/vitepress`,
  cleanUrls: false,
  // The search index is larger, and is loaded when the search is opened.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: logo }],
    ['meta', { name: 'theme-color', content: '#0f766e' }],
  ],
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    config: extendMarkdown,
  },
  transformPageData({ relativePath, frontmatter }) {
    if (relativePath === 'index.md') frontmatter['hero'].image = { src: picture, alt: '' }
  },
  themeConfig: {
    logo,
    nav: [
      { text: 'Guide', link: '/guide/getting-started.md' },
      { text: 'Dialects', link: '/dialects/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Architecture', link: '/architecture.md' },
    ],
    sidebar: createSidebar(),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            fuzzy: 0.2,
            prefix: true,
            boost: { title: 4, text: 2, titles: 1 },
            // The function is copied into the pages, so it must stand on its own.
            boostDocument: (page: string) => (page.includes('/guide/') ? 2 : page.includes('/decisions/') ? 0.5 : 1),
          },
        },
      },
    },
    footer: { message: 'MIT licensed. This site loads nothing from another host.' },
  },
})
