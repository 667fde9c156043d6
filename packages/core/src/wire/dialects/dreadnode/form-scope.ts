import * as z from 'zod'
import { scopeParameter } from '../../values.js'

/** Reads the scope values of FastAPI's form: separated by any white space. */
export const formScope = z
  .string()
  .transform((text) => text.split(/\s+/).join(' '))
  .pipe(scopeParameter)
