/** A color in OKLCH: lightness from 0 to 1, chroma from 0, and hue in radians. */
export interface Oklch {
  readonly lightness: number
  readonly chroma: number
  readonly hue: number
}

type Triple = readonly [number, number, number]

/** Returns the color in OKLCH. `hex` is `#rrggbb`. */
export function oklchOf(hex: string): Oklch {
  const cones = times(conesOfLight, linearOf(hex))
  const [lightness, a, b] = times(labOfCones, [Math.cbrt(cones[0]), Math.cbrt(cones[1]), Math.cbrt(cones[2])])
  return { lightness, chroma: Math.hypot(a, b), hue: Math.atan2(b, a) }
}

/** Returns `#rrggbb` for a color in OKLCH. A color that screens cannot show loses as much chroma as necessary. */
export function hexOf({ lightness, chroma, hue }: Oklch): string {
  let [least, most] = [0, 1]
  if (isShown(lightOf({ lightness, chroma, hue }))) least = 1
  for (let round = 0; least < 1 && round < 20; round++) {
    const share = (least + most) / 2
    if (isShown(lightOf({ lightness, chroma: chroma * share, hue }))) least = share
    else most = share
  }
  const light = lightOf({ lightness, chroma: chroma * least, hue })
  return `#${light.map((channel) => toHex(encoded(channel))).join('')}`
}

/** Returns the contrast of two colors: from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [first, second] = [luminance(one), luminance(other)]
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
}

function luminance(hex: string): number {
  const [red, green, blue] = linearOf(hex)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linearOf(hex: string): Triple {
  const value = Number.parseInt(hex.slice(1), 16)
  return [decoded((value >> 16) & 0xff), decoded((value >> 8) & 0xff), decoded(value & 0xff)]
}

// The transfer function of sRGB, and its inverse.
function decoded(byte: number): number {
  const channel = byte / 255
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function encoded(light: number): number {
  const inside = Math.min(1, Math.max(0, light))
  return inside <= 0.0031308 ? inside * 12.92 : 1.055 * inside ** (1 / 2.4) - 0.055
}

function toHex(channel: number): string {
  return Math.round(channel * 255)
    .toString(16)
    .padStart(2, '0')
}

function lightOf({ lightness, chroma, hue }: Oklch): Triple {
  const roots = times(conesOfLab, [lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)])
  return times(lightOfCones, [roots[0] ** 3, roots[1] ** 3, roots[2] ** 3])
}

// A tenth of a step of a byte is invisible, and white itself is off by a little.
const tolerance = 0.0004

function isShown(light: Triple): boolean {
  return light.every((channel) => channel >= -tolerance && channel <= 1 + tolerance)
}

function times([x, y, z]: readonly [Triple, Triple, Triple], of: Triple): Triple {
  return [dot(x, of), dot(y, of), dot(z, of)]
}

function dot([a, b, c]: Triple, [x, y, z]: Triple): number {
  return a * x + b * y + c * z
}

// Björn Ottosson, "A perceptual color space for image processing": linear sRGB, the cones of the eye, and OKLab.
const conesOfLight: readonly [Triple, Triple, Triple] = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
]
const labOfCones: readonly [Triple, Triple, Triple] = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
]
const conesOfLab: readonly [Triple, Triple, Triple] = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
]
const lightOfCones: readonly [Triple, Triple, Triple] = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
]
