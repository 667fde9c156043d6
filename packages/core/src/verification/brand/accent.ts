import { contrast, hexOf, type Oklch, oklchOf } from './oklch.js'

/** The accent of a brand in both color schemes, as `#rrggbb`. In the dark scheme it is derived unless it is given. */
export interface Accent {
  readonly light: string
  readonly dark?: string
}

/** What a scheme shows an accent on, and how its colors become more visible: darker or lighter. */
export interface Ground {
  readonly card: string
  readonly page: string
  readonly well: string
  readonly visible: 'darker' | 'lighter'
}

/** The colors of one button. */
interface ButtonColors {
  readonly face: string
  readonly on: string
  readonly edge: string
  readonly hover: string
}

/** The colors that follow from an accent. */
export interface AccentColors {
  readonly main: ButtonColors
  readonly deny: ButtonColors
  readonly link: string
  readonly focus: string
}

// WCAG 2.2 §1.4.3 and §1.4.11.
const textContrast = 4.5
const edgeContrast = 3

/** Reads an accent: `#rrggbb`, `#rgb`, or one for each scheme. Returns `undefined` if it is none of these. */
export function readAccent(given: unknown): Accent | undefined {
  if (typeof given !== 'object' || given === null) {
    const light = readHex(given)
    return light === undefined ? undefined : { light }
  }
  const light = readHex(Reflect.get(given, 'light'))
  const dark = readHex(Reflect.get(given, 'dark'))
  return light === undefined || dark === undefined ? undefined : { light, dark }
}

function readHex(given: unknown): string | undefined {
  if (typeof given !== 'string' || !/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(given)) return undefined
  const digits = given.slice(1).toLowerCase()
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`
}

/**
 * Returns the accent in the dark scheme: the given one, or the one of the light scheme, lighter if the card would hide
 * it.
 */
export function darkAccent({ light, dark }: Accent, { card }: Ground): string {
  return dark ?? moved(light, [card], edgeContrast, 'lighter')
}

/**
 * Derives every color that follows from the accent of a scheme. Each keeps the hue of the accent. Its lightness changes
 * as little as its contrast requires (decision 58).
 */
export function accentColors(accent: string, ground: Ground): AccentColors {
  const { card, page, well, visible } = ground
  return {
    main: buttonColors(accent, ground),
    deny: buttonColors(denyFace(accent, ground), ground),
    link: moved(accent, [card, page, well], textContrast, visible),
    focus: moved(accent, [card, page], edgeContrast, visible),
  }
}

function buttonColors(face: string, { card, visible }: Ground): ButtonColors {
  const on = textOn(face)
  return { face, on, edge: moved(face, [card], edgeContrast, visible), hover: hoverOf(face, on, visible) }
}

const slate: Omit<Oklch, 'lightness'> = { chroma: 0.025, hue: (255 / 180) * Math.PI }

// Deny must be as prominent as Approve, whatever the brand: a gray of the same lightness, or a little more visible.
function denyFace(accent: string, { card, visible }: Ground): string {
  const gray = hexOf({ ...slate, lightness: oklchOf(accent).lightness })
  return moved(gray, [card], contrast(accent, card), visible)
}

// White or black always has 4.58 to 1. A dark shade of the color itself is softer than black, where it is enough.
function textOn(face: string): string {
  const { hue, chroma } = oklchOf(face)
  const shade = hexOf({ lightness: 0.2, chroma: Math.min(chroma, 0.03), hue })
  return ['#ffffff', shade].find((text) => contrast(text, face) >= textContrast) ?? '#000000'
}

const hoverStep = 0.06

function hoverOf(face: string, on: string, visible: Ground['visible']): string {
  const { lightness, ...color } = oklchOf(face)
  const steps = visible === 'darker' ? [-hoverStep, hoverStep] : [hoverStep, -hoverStep]
  const shades = steps.map((step) => hexOf({ ...color, lightness: within(lightness + step) }))
  return shades.find((shade) => shade !== face && contrast(shade, on) >= textContrast) ?? face
}

const smallestStep = 0.004

// Black and white end every search: one of them has enough contrast on each ground of our schemes.
function moved(color: string, grounds: readonly string[], least: number, visible: Ground['visible']): string {
  const isEnough = (shade: string): boolean => grounds.every((ground) => contrast(shade, ground) >= least)
  const { lightness, ...rest } = oklchOf(color)
  const end = visible === 'darker' ? 0 : 1
  let [shade, at] = [color, lightness]
  while (!isEnough(shade) && at !== end) {
    at = end === 0 ? Math.max(end, at - smallestStep) : Math.min(end, at + smallestStep)
    shade = hexOf({ ...rest, lightness: at })
  }
  return shade
}

function within(lightness: number): number {
  return Math.min(1, Math.max(0, lightness))
}
