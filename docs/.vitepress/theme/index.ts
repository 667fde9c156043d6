import type { Theme } from 'vitepress'
// Without the fonts of the default theme: the fonts of the reader's system need no download.
import theme from 'vitepress/theme-without-fonts'
import './brand.css'

export default { extends: theme } satisfies Theme
