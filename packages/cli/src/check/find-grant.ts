import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { DeviceGrant } from '@devicegrant/core'
import { ModuleProblem } from '../host-module/load-module.js'
import { placesOf } from '../host-module/places-of.js'

/** What the module exports, and under which name. */
export interface Exported {
  readonly name: string
  readonly value: unknown
}

const usualNames = ['default', 'grant', 'options'] as const

/**
 * Finds the grant or the options among the exports of a module.
 *
 * @param wanted The name of the export, if the person named one.
 * @throws ModuleProblem if there is none.
 */
export function findExported(module: object, wanted: string | undefined): Exported {
  const names = wanted === undefined ? usualNames : [wanted]
  for (const place of placesOf(module)) {
    for (const name of names) {
      const value: unknown = Reflect.get(place, name)
      if (value !== undefined && !isExports(value, names)) return { name, value }
    }
  }
  const found = Object.keys(module).join(', ') || 'nothing'
  throw new ModuleProblem({
    code: 'nothing-exported',
    message:
      `the module exports ${found}. Export the options of createDeviceGrant or the grant, or a function that returns one, as ` +
      `${wanted ?? 'default, grant or options'}`,
  })
}

// `module.exports = { grant }` is not the options.
function isExports(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === 'object' && value !== null && !isGrant(value) && names.some((name) => Object.hasOwn(value, name))
  )
}

/**
 * Calls what is a function, and awaits what is a promise.
 *
 * @throws ModuleProblem if the result is no object.
 */
export async function madeBy({ name, value }: Exported): Promise<object> {
  const made: unknown = await (typeof value === 'function' ? value() : value)
  if (typeof made === 'object' && made !== null) return made
  throw new ModuleProblem({
    code: 'not-a-grant',
    message: `the export ${name} is ${made === null ? 'null' : `of the type ${typeof made}`}, and neither the options of createDeviceGrant nor a grant`,
  })
}

/** Returns the grant of the host, or makes one of its options. */
export async function grantOf(made: object, file: string): Promise<DeviceGrant> {
  if (isGrant(made)) return made
  const { createDeviceGrant } = await import(coreOf(file))
  return createDeviceGrant(made)
}

function isGrant(value: unknown): value is DeviceGrant {
  return ['handler', 'describe', 'probe'].every((member) => typeof Reflect.get(Object(value), member) === 'function')
}

// The options are for the version of core that the project of the host has.
function coreOf(file: string): string {
  const name = '@devicegrant/core'
  try {
    return pathToFileURL(createRequire(file).resolve(name)).href
  } catch (fault) {
    if (Reflect.get(Object(fault), 'code') !== 'MODULE_NOT_FOUND') throw fault
    return import.meta.resolve(name)
  }
}
