import { filterStyle } from './filters.js'

/** The style of the page. */
export const style = `*, *::before, *::after { box-sizing: border-box; }
:root {
  --page: #eef1f5; --card: #ffffff; --ink: #18222e; --soft: #566272; --line: #d8dee6; --edge: #7a8796; --well: #f3f6f9;
  --good: #14613a; --good-well: #e4f4ea; --warn: #694600; --warn-well: #fff3d1; --bad: #9c1f1b; --bad-well: #fdebe9;
  --link: #0b5c9e; --good-bar: #4fa878; --warn-bar: #d79a1f; --bad-bar: #cf3f38; --calm-bar: #b6c0cc; --open-bar: #e5c274;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141a; --card: #181f28; --ink: #e9eef4; --soft: #a7b3c0; --line: #303a46; --edge: #7f8c9b; --well: #202a36;
    --good: #86dba8; --good-well: #163325; --warn: #f4cf7c; --warn-well: #3a2d0e; --bad: #ffaba5; --bad-well: #471b1a;
    --link: #86c1f7; --good-bar: #3f9a69; --warn-bar: #c08a1d; --bad-bar: #d4524b; --calm-bar: #4d5a69; --open-bar: #8a6f33;
  }
}
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  margin: 0;
  padding: 0 clamp(1rem, 4vw, 2rem) 4rem;
  background: var(--page);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  overflow-wrap: anywhere;
}
header, main { max-width: 66rem; margin-inline: auto; }
header { padding-block: clamp(1.5rem, 5vw, 3rem) 1.5rem; }
h1, h2, h3, h4, p, ul, dl, dd, pre, fieldset { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: clamp(1.25rem, .75rem + 2.8vw, 2.25rem); line-height: 1.2; letter-spacing: -.02em; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
h3 { font-size: 1.0625rem; line-height: 1.5; }
h4 { font-size: 1rem; font-weight: 500; text-wrap: pretty; }
b { font-weight: 650; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .25rem; }
code, pre, .id { font-family: var(--mono); font-size: .875em; }
.kind { color: var(--soft); font-weight: 600; margin-bottom: .25rem; }
.facts { display: flex; flex-wrap: wrap; gap: .125rem 1.25rem; margin-top: .75rem; color: var(--soft); }
.facts code { color: var(--ink); }
.aside, .said { color: var(--soft); font-size: .9375rem; }
main > * + * { margin-top: 1rem; }
main > section, main > table, .endpoints { border: 1px solid var(--line); border-radius: 1rem; background: var(--card); }
.icon {
  flex: none;
  width: 1.5rem;
  height: 1.5rem;
  border-radius: 50%;
  fill: none;
  stroke: currentColor;
  stroke-width: 2.25;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.passed > .icon, .good > .icon { color: var(--good); background: var(--good-well); }
.failed > .icon, .bad > .icon { color: var(--bad); background: var(--bad-well); }
.departs > .icon, .unclear > .icon, .open > .icon { color: var(--warn); background: var(--warn-well); }
.notOffered > .icon, .skipped > .icon { color: var(--soft); background: var(--well); }
main > .verdict { display: flex; gap: 1rem; align-items: flex-start; padding: 1.25rem; border-color: transparent; }
.verdict > .icon { width: 2.25rem; height: 2.25rem; margin-block: -.25rem; background: var(--card); }
.verdict p { margin-top: .25rem; }
.verdict.good { background: var(--good-well); color: var(--good); }
.verdict.bad { background: var(--bad-well); color: var(--bad); }
.verdict.open { background: var(--warn-well); color: var(--warn); }
.verdict p { color: var(--ink); }
table { width: 100%; border-collapse: separate; border-spacing: 0; padding: .5rem 1.25rem .75rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .625rem 0 .625rem 1rem; text-align: right; vertical-align: top; }
th:first-child { padding-left: 0; text-align: left; }
thead th { color: var(--soft); font-size: .875rem; font-weight: 500; vertical-align: bottom; overflow-wrap: normal; }
tbody th, tbody td { border-top: 1px solid var(--line); }
tbody th { width: 55%; font-weight: 650; }
tbody th span { color: var(--soft); font-size: .875rem; font-weight: 400; margin-left: .375rem; }
td { font-size: 1.125rem; font-weight: 600; font-variant-numeric: tabular-nums; }
td.passed { color: var(--good); }
td.failed { color: var(--bad); }
td.departs, td.unclear { color: var(--warn); }
td.none, td.skipped { color: var(--soft); font-weight: 400; }
.bar { display: block; width: 100%; height: 6px; margin: .5rem 0 .25rem; border-radius: 3px; background: var(--well); }
rect { fill: var(--calm-bar); }
rect.skipped { fill: var(--line); }
rect.passed { fill: var(--good-bar); }
rect.failed { fill: var(--bad-bar); }
rect.departs { fill: var(--warn-bar); }
rect.unclear { fill: var(--open-bar); }
summary { cursor: pointer; }
.endpoints summary { padding: .75rem 1.25rem; }
.endpoints dl { padding: 0 1.25rem 1rem; display: grid; gap: .625rem; }
dt { color: var(--soft); font-size: .875rem; }
.first { padding: 1.25rem; }
.first ul { display: grid; gap: .75rem; margin-top: .875rem; }
.first li { display: flex; gap: .75rem; }
.first .said { display: block; }
.results { padding: 1.25rem; }
.filters { display: none; border: 0; min-width: 0; margin-top: .875rem; flex-wrap: wrap; gap: .5rem; }
@supports selector(:has(a)) { .filters { display: flex; } }
.filters legend { float: left; padding: .25rem .5rem .25rem 0; color: var(--soft); }
.filters label {
  position: relative;
  padding: .25rem .75rem;
  border: 1px solid var(--edge);
  border-radius: 2rem;
  font-size: .9375rem;
  cursor: pointer;
}
.filters label span { color: var(--soft); font-variant-numeric: tabular-nums; }
.filters input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.filters label:has(:checked) { border-color: var(--link); background: var(--link); color: var(--card); }
.filters label:has(:checked) span { color: inherit; }
.filters label:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px; }
.results > .aside { margin-top: .875rem; }
nav { margin-top: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .375rem; }
nav a { display: flex; justify-content: space-between; align-items: baseline; gap: .5rem; padding: .25rem .75rem; border-radius: .5rem; background: var(--well); color: inherit; text-decoration: none; }
nav a:hover span:first-child, .id:hover { text-decoration: underline; }
nav .said { font-size: .8125rem; }
nav .failed { color: var(--bad); font-weight: 650; }
nav .unclear, nav .departs { color: var(--warn); font-weight: 650; }
.group { padding-top: 1.5rem; }
.result { display: flex; gap: .75rem; padding-block: .75rem; border-top: 1px solid var(--line); }
.group h3 + ul { margin-top: .5rem; }
.what { flex: 1; min-width: 0; }
.meta { display: flex; flex-wrap: wrap; gap: 0 .875rem; align-items: baseline; color: var(--soft); font-size: .875rem; }
.id { color: inherit; text-decoration: none; }
.badge { padding: 0 .5rem; border-radius: .375rem; background: var(--well); font-weight: 600; }
.passed .badge { padding: 0; background: none; color: var(--good); font-weight: 400; }
.failed .badge { background: var(--bad-well); color: var(--bad); }
.departs .badge, .unclear .badge { background: var(--warn-well); color: var(--warn); }
.reason { margin-top: .375rem; }
.result details { margin-top: .625rem; border: 1px solid var(--line); border-radius: .625rem; }
.result summary { padding: .5rem .75rem; }
.status { white-space: nowrap; font-weight: 600; }
.label { padding: .25rem .75rem; color: var(--soft); font-size: .8125rem; font-weight: 600; }
pre {
  margin: 0 .75rem .5rem;
  padding: .625rem .75rem;
  border-radius: .5rem;
  background: var(--well);
  font-size: .8125rem;
  line-height: 1.5;
  white-space: pre-wrap;
}
pre:last-child { margin-bottom: .75rem; user-select: all; }
:target { scroll-margin-top: 1rem; }
.result:target { box-shadow: inset .1875rem 0 var(--link); padding-left: .75rem; }
${filterStyle}@media (min-width: 60rem) {
  .columns { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 2rem; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; margin-top: 1rem; padding-block: .5rem; overflow-y: auto; }
  nav ul { display: grid; gap: .125rem; }
  nav a { background: none; }
  nav a:hover { background: var(--well); }
}
@media (max-width: 40rem) {
  table { padding-inline: .875rem; }
  th, td { padding-left: .5rem; }
  thead th { font-size: .8125rem; }
  tbody th { width: 35%; }
  tbody th span { display: block; margin: 0; font-size: .8125rem; overflow-wrap: normal; }
}
@media (max-width: 24rem) {
  table { padding-inline: .75rem; }
  th, td { padding-left: .375rem; }
  thead th { font-size: .75rem; }
  tbody th { font-size: .9375rem; white-space: nowrap; }
  tbody th span { display: none; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@page { margin: 15mm; }
@media print {
  :root {
    --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --well: #f4f4f4; --link: #000;
    --good: #14613a; --good-well: #fff; --warn: #694600; --warn-well: #fff; --bad: #9c1f1b; --bad-well: #fff;
    color-scheme: light;
  }
  body { padding: 0; font-size: .875rem; }
  nav, .filters { display: none !important; }
  .columns { display: block; }
  main > .verdict { border-color: currentColor; }
  main > .results { padding: 0; border: 0; }
  .result:not(:has(details)), tr, .first li { break-inside: avoid; }
  h3, .meta, .reason, summary, .label { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .bar, .icon { print-color-adjust: exact; }
}
`

/** The hash of the style, for the Content-Security-Policy. A test says the value after a change. */
export const styleHash = 'sha256-0nEoQi36MjQkzTWc05rrLUj4oHv1Eke0u3IntoLYPhc='
