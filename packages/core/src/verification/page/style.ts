import { type Html, html } from './html.js'
import { palette } from './palette.js'

/**
 * The one style of every page. It is markup because pages embed it as markup. The content security policy allows it by
 * a hash of exactly these characters.
 */
export const style: Html = html`${palette}*, *::before, *::after { box-sizing: border-box; }
html {
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
body {
  margin: 0;
  padding: 0 clamp(.75rem, 5.5vw, 1.25rem) 2rem;
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
  border: 1px solid transparent;
  border-radius: .5rem;
  background: var(--main);
  color: var(--main-on);
}
h1 { margin: .5rem 0 1rem; font-size: 1.625rem; line-height: 1.2; letter-spacing: -.015em; text-wrap: balance; }
h2, legend { margin: 0; padding: 0; font-size: 1rem; font-weight: 600; line-height: 1.5; }
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
  margin: 0 0 1.5rem;
  padding: 1rem 1.25rem 1.125rem;
  border: 1px solid var(--line);
  border-radius: .875rem;
  background: var(--well);
  text-align: center;
}
.well p { margin: 0 0 .25rem; }
.well .code { display: block; }
.note {
  display: flex;
  gap: .625rem;
  margin: 0 0 1.25rem;
  padding: .875rem 1rem;
  border: 1px solid;
  border-radius: .75rem;
}
.note p { margin: 0; }
.note .icon { margin-top: .125rem; }
.badge {
  display: inline-flex;
  align-items: center;
  gap: .25rem;
  padding: .0625rem .5rem;
  border: 1px solid;
  border-radius: 1rem;
  font-size: .8125rem;
  font-weight: 600;
  white-space: nowrap;
}
.facts { margin: 0 0 .75rem; }
.facts > div { padding-block: .875rem; border-top: 1px solid var(--line); }
.facts > div:first-child { padding-top: 0; border-top: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
dd p { margin: 0; }
dd p + p { margin-top: .125rem; }
dt, .facts .aside { font-size: .9375rem; line-height: 1.6; }
.client { display: flex; flex-wrap: wrap; align-items: center; gap: .125rem .625rem; font-size: 1.125rem; }
.field { margin: 0 0 1.25rem; }
label { display: block; }
.field label { margin-bottom: .375rem; font-weight: 600; }
.field input {
  display: block;
  width: 100%;
  min-height: 3rem;
  padding: .5rem .875rem;
  border: 1px solid var(--edge);
  border-radius: .625rem;
  background: var(--card);
  color: inherit;
  font-size: 1.0625rem;
  font-family: inherit;
}
.field input.code { padding-block: .625rem; text-align: center; text-transform: uppercase; }
.field input[aria-invalid] { border: 2px solid var(--bad); }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
fieldset .aside { margin-bottom: .625rem; }
.list { margin: 0 0 1.5rem; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: .75rem; }
.list li { padding: .625rem .875rem; }
.list li + li { border-top: 1px solid var(--line); }
.list code { display: block; line-height: 1.5rem; }
.list label {
  display: flex;
  gap: .75rem;
  min-height: 2.75rem;
  margin: -.625rem -.875rem;
  padding: inherit;
  cursor: pointer;
}
.list label > span { min-width: 0; }
.list input { flex: none; width: 1.375rem; height: 1.375rem; margin: .0625rem 0 0; accent-color: var(--main); }
.cards { margin: 0 0 1.5rem; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.cards li { padding-block: 1rem .5rem; border-bottom: 1px solid var(--line); }
.cards p { margin: 0 0 .25rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.said + code { color: var(--soft); line-height: 1.25rem; }
h2 + .list { margin-top: .375rem; }
.button {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: .5rem;
  width: 100%;
  min-height: 3.25rem;
  padding: .625rem 1rem;
  border: 2px solid transparent;
  border-radius: .75rem;
  background: var(--main);
  color: var(--main-on);
  font: inherit;
  font-size: 1.0625rem;
  font-weight: 650;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
.deny { background: var(--deny); color: var(--deny-on); }
form + .aside { margin-top: 1.25rem; }
.choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(8.5rem, 100%), 1fr)); gap: .75rem; }
.seal {
  display: grid;
  place-items: center;
  width: 3.5rem;
  height: 3.5rem;
  margin: .5rem 0 1.25rem;
  border: 1px solid;
  border-radius: 50%;
  background: var(--well);
  color: var(--soft);
  font-size: 1.5rem;
}
.good { background: var(--good-well); color: var(--good); }
.warn { background: var(--warn-well); color: var(--warn); }
.bad { background: var(--bad-well); color: var(--bad); }
footer { margin-top: 1.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft); }
footer p { margin: 0; }
.quiet {
  min-height: 2.75rem;
  margin-inline: -.5rem;
  padding: .25rem .5rem;
  border: 0;
  background: none;
  color: var(--link);
  font: inherit;
  text-align: start;
  text-decoration: underline;
  text-underline-offset: .2em;
  cursor: pointer;
}
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: .375rem; }
.button:focus-visible { border-radius: .75rem; }
.quiet:focus-visible { outline-offset: -3px; }
@media (max-width: 15rem) {
  .note { display: block; }
}
@media (min-width: 40rem) {
  body { padding-bottom: 4rem; background: var(--page); }
  header { padding-block: 2.5rem 1.25rem; }
  main {
    padding: 2rem 2.5rem 2.5rem;
    border: 1px solid var(--line);
    border-radius: 1.25rem;
    background: var(--card);
    box-shadow: 0 1px 2px rgb(10 20 30 / .05), 0 12px 32px rgb(10 20 30 / .06);
  }
  .facts > div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 1rem; }
  main > :last-child, main > form:last-child > :last-child { margin-bottom: 0; }
  footer { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; border-top: 0; }
}
@media (hover: hover) {
  .button:hover { background: var(--main-hover); }
  .deny:hover { background: var(--deny-hover); }
  .quiet:hover { text-decoration-thickness: 2px; }
}
@media (prefers-reduced-motion: no-preference) {
  .button { transition: background-color .12s; }
}
@media (forced-colors: active) {
  .field input, .note, .badge, .well, .seal, .list { border-color: CanvasText; }
  .button, .mark { border-color: ButtonText; }
}
`
