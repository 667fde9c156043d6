/** A screen that shows a code, and the tick of the person who approves it. */
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none" stroke-linecap="round" stroke-linejoin="round">
<rect x="5" y="9" width="54" height="38" rx="7" fill="#0f766e"/>
<path d="M15 24h6m5 0h6m5 0h6" stroke="#99f6e4" stroke-width="5"/>
<path d="M15 34h17" stroke="#5eead4" stroke-width="5" opacity=".55"/>
<path d="M22 56h14" stroke="#0f766e" stroke-width="5"/>
<circle cx="49" cy="45" r="13" fill="#f59e0b" stroke="#fff" stroke-width="3"/>
<path d="m43 45 4.5 4.5L55.5 41" stroke="#fff" stroke-width="4"/>
</svg>`

/** A television with a code, and the telephone on which a person approves it. */
const scene = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" fill="none" stroke-linecap="round" stroke-linejoin="round">
<path d="M84 206h96M132 184v22" stroke="#115e59" stroke-width="10"/>
<rect x="8" y="22" width="248" height="164" rx="16" fill="#134e4a"/>
<rect x="20" y="34" width="224" height="140" rx="8" fill="#0f766e"/>
<path d="M70 66h86" stroke="#5eead4" stroke-width="7" opacity=".6"/>
<text x="113" y="118" text-anchor="middle" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="27" font-weight="700" letter-spacing="2" fill="#f0fdfa">WDJB-MJHT</text>
<path d="M54 146h118" stroke="#5eead4" stroke-width="5" opacity=".45"/>
<rect x="218" y="84" width="88" height="148" rx="15" fill="#1c1917" stroke="#fff" stroke-width="4"/>
<rect x="226" y="94" width="72" height="128" rx="8" fill="#fffbeb"/>
<path d="M238 110h48M238 122h30" stroke="#d6d3d1" stroke-width="5"/>
<circle cx="262" cy="159" r="22" fill="#f59e0b"/>
<path d="m252 160 7 7 13-15" stroke="#fff" stroke-width="6"/>
<rect x="236" y="194" width="52" height="16" rx="8" fill="#0f766e"/>
</svg>`

const inAddress = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg.replaceAll('\n', ''))}`

/** The logo inside an address, so that no page loads a file for it. */
export const logo: string = inAddress(drawing)

/** The picture of the first page. */
export const picture: string = inAddress(scene)
