import { linkProofParameter } from '../../machine/user-codes/user-code-link.js'
import type { HiddenField, PageForm } from './models.js'

/** A code that a form carries to the next step. */
interface CodeInForm {
  /** In groups, as the device shows it; `''` if there is none. */
  readonly userCode: string
  /** The proof of the link that led here. */
  readonly proof?: string
}

/** Returns a form with these hidden fields. A field without a value is left out. */
export function formOf(
  action: string,
  fields: Readonly<Record<string, string | undefined>> = {},
  code?: CodeInForm,
): PageForm {
  return { action, hidden: [...(code === undefined ? [] : codeFields(code)), ...fieldsOf(fields)] }
}

function codeFields({ userCode, proof }: CodeInForm): readonly HiddenField[] {
  return fieldsOf({ user_code: userCode, [linkProofParameter]: proof })
}

function fieldsOf(fields: Readonly<Record<string, string | undefined>>): readonly HiddenField[] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
}
