import { formStyle } from './form-style.js'

/** The style of every page, apart from its colors. */
export const pageStyle = `*, *::before, *::after { box-sizing: border-box; }
html {
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
  --gutter: clamp(.75rem, 5.5vw, 1.25rem);
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
body {
  margin: 0;
  padding: 0 var(--gutter) 2rem;
  min-height: 100vh;
  background: var(--card);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 34rem; margin-inline: auto; }
header {
  display: flex;
  align-items: center;
  gap: .625rem;
  padding-block: 1.25rem;
  font-weight: 600;
}
.mark {
  display: grid;
  place-items: center;
  flex: none;
  width: 2rem;
  height: 2rem;
  border: 1px solid var(--main-edge);
  border-radius: .5rem;
  background: var(--main);
  color: var(--main-on);
}
.logo { display: block; max-width: min(30rem, 100%); max-height: 10rem; object-fit: contain; }
.address { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; }
h1 { margin: .375rem 0 .875rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; }
h2, legend { margin: 0; padding: 0; font-size: 1rem; font-weight: 600; line-height: 1.5; }
[dir='rtl'] h1 { letter-spacing: 0; line-height: 1.4; }
:lang(ja) h1 { word-break: auto-phrase; }
p { margin: 0 0 1rem; }
strong { font-weight: 650; }
.aside { color: var(--soft); font-size: .9375rem; }
a { color: var(--link); text-underline-offset: .2em; }
code { font: .875em/1.4 var(--mono); }
.code, .field input.code {
  font-family: var(--mono);
  font-size: clamp(1.125rem, 7.5vw, 2.125rem);
  font-weight: 650;
  line-height: 1.3;
  letter-spacing: .06em;
}
.icon {
  flex: none;
  width: 1.25em;
  height: 1.25em;
  fill: none;
  stroke: currentColor;
  stroke-width: 2;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.well {
  margin: 0 0 1rem;
  padding: .875rem 1.25rem 1rem;
  border: 1px solid var(--line);
  border-radius: .875rem;
  background: var(--well);
  text-align: center;
}
.well p { margin: 0 0 .125rem; color: var(--soft); font-size: .9375rem; }
.well .code { display: block; }
.note {
  display: flex;
  gap: .625rem;
  margin: 0 0 1.25rem;
  padding: .75rem .875rem;
  border: 1px solid transparent;
  border-radius: .75rem;
  font-size: .9375rem;
}
.note p { margin: 0; }
.note .icon { margin-top: .125rem; }
.badge {
  display: inline-flex;
  align-items: center;
  gap: .25rem;
  padding: .0625rem .5rem;
  border: 1px solid transparent;
  border-radius: 1rem;
  font-size: .8125rem;
  font-weight: 600;
  white-space: nowrap;
}
.facts { margin: 0 0 1.5rem; }
.facts > div { padding-block: .625rem; border-top: 1px solid var(--line); }
.facts > div:first-child { padding-top: 0; border-top: 0; }
.facts > div:last-child { padding-bottom: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
dd p { margin: 0; }
dd p + p { margin-top: .125rem; }
dt, .facts .aside { font-size: .875rem; line-height: 1.5; }
.client { display: flex; flex-wrap: wrap; align-items: center; gap: .125rem .5rem; font-size: 1.125rem; }
.client-logo { flex: none; border-radius: .5rem; object-fit: contain; }
${formStyle}@media (max-width: 15rem) {
  .note { display: block; }
}
@media (max-height: 29.99rem) {
  header { padding-block: .5rem; }
  h1 { margin: 0 0 .5rem; font-size: 1.375rem; }
  .well { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: center; gap: 0 1rem; padding-block: .375rem; }
  .well .code { font-size: 1.5rem; }
  .choices { padding-block: .375rem; }
  .choices .button { min-height: 2.75rem; padding-block: .25rem; }
  .choices .quiet { flex: 1 1 auto; margin-block: 0; }
}
@media (max-height: 13.99rem) {
  .choices { position: static; }
}
@media (min-width: 40rem) and (min-height: 30rem) {
  html { --gutter: 2.5rem; }
  body { padding-bottom: 4rem; background: var(--page); }
  header { padding-block: 2.5rem 1.25rem; }
  main {
    padding: 2rem var(--gutter) 2.5rem;
    border: 1px solid var(--line);
    border-radius: 1.25rem;
    background: var(--card);
    box-shadow: 0 1px 2px rgb(10 20 30 / .05), 0 12px 32px rgb(10 20 30 / .06);
  }
  .facts > div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 1rem; align-items: baseline; }
  .choices { margin-bottom: -2.5rem; padding-block: 1rem; border-radius: 0 0 1.25rem 1.25rem; }
  main > :last-child, main > form:last-child > :last-child { margin-bottom: 0; }
  footer { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; border-top: 0; }
}
@media (hover: hover) {
  .button:hover { background: var(--main-hover); }
  .deny:hover { background: var(--deny-hover); }
  .danger:hover { background: var(--bad); text-decoration: underline; }
  .languages a:hover { text-decoration: underline; }
  .quiet:hover { text-decoration-thickness: 2px; }
}
@media (prefers-reduced-motion: no-preference) {
  .button { transition: background-color .12s; }
}
@media (forced-colors: active) {
  .field input, .note, .badge, .well, .seal, .list, .choices { border-color: CanvasText; }
  .button, .mark { border-color: ButtonText; }
}
`
