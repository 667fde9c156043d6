// All of C0 but tab and line feed, then DEL and C1.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
const replacement = '\ufffd'

/** Replaces the characters with which a text could move the cursor of a terminal, color it, or write over other lines. */
export function replaceControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(control, replacement)
}
