import { type Accent, type AccentColors, accentColors, darkAccent, type Ground } from '../../brand/accent.js'

/** The accent of the pages without a brand. */
export const usualAccent: Accent = { light: '#0b5c9e', dark: '#86c1f7' }

type Neutral = 'page' | 'card' | 'ink' | 'soft' | 'line' | 'edge' | 'well' | `${'good' | 'warn' | 'bad'}${'' | '-well'}`

const light: Readonly<Record<Neutral, string>> = {
  page: '#eef1f5',
  card: '#ffffff',
  ink: '#18222e',
  soft: '#566272',
  line: '#d8dee6',
  edge: '#7a8796',
  well: '#f3f6f9',
  good: '#14613a',
  'good-well': '#e4f4ea',
  warn: '#694600',
  'warn-well': '#fff3d1',
  bad: '#9c1f1b',
  'bad-well': '#fdebe9',
}

const dark: Readonly<Record<Neutral, string>> = {
  page: '#0f141a',
  card: '#181f28',
  ink: '#e9eef4',
  soft: '#a7b3c0',
  line: '#303a46',
  edge: '#7f8c9b',
  well: '#202a36',
  good: '#86dba8',
  'good-well': '#163325',
  warn: '#f4cf7c',
  'warn-well': '#3a2d0e',
  bad: '#ffb1aa',
  'bad-well': '#431b19',
}

/**
 * Returns every color of the pages, in the light and the dark scheme. Text has a contrast of 4.5 to 1 or more, edges that
 * matter 3 to 1 (WCAG 2.2 §1.4.3 and §1.4.11). A test calculates both for hundreds of accents.
 */
export function palette(accent: Accent): string {
  const lightGround: Ground = { ...light, visible: 'darker' }
  const darkGround: Ground = { ...dark, visible: 'lighter' }
  return `
:root {
  color-scheme: light dark;
${variables(light, accentColors(accent.light, lightGround))}
}
@media (prefers-color-scheme: dark) {
  :root {
${variables(dark, accentColors(darkAccent(accent, darkGround), darkGround))}
  }
}
`
}

function variables(neutral: Readonly<Record<Neutral, string>>, { main, deny, link, focus }: AccentColors): string {
  const buttons = Object.entries({ main, deny }).flatMap(([name, { face, on, edge, hover }]) => [
    [name, face],
    [`${name}-on`, on],
    [`${name}-edge`, edge],
    [`${name}-hover`, hover],
  ])
  const colors = [...Object.entries(neutral), ...buttons, ['link', link], ['focus', focus]]
  return colors.map(([name, hex]) => `  --${name}: ${hex};`).join('\n')
}
