import { type Html, html } from './html.js'

/**
 * Every color of the pages, in the light and the dark scheme. Text has a contrast of 4.5 to 1 or more, edges that
 * matter 3 to 1 (WCAG 2.2 §1.4.3 and §1.4.11). A test calculates both.
 */
export const palette: Html = html`
:root {
  color-scheme: light dark;
  --page: #eef1f5;
  --card: #ffffff;
  --ink: #18222e;
  --soft: #566272;
  --line: #d8dee6;
  --edge: #7a8796;
  --well: #f0f5fa;
  --main: #0b5c9e;
  --main-on: #ffffff;
  --main-hover: #084a80;
  --deny: #364354;
  --deny-on: #ffffff;
  --deny-hover: #232e3b;
  --link: #0b5c9e;
  --focus: #0b5c9e;
  --good: #14613a;
  --good-well: #e4f4ea;
  --warn: #694600;
  --warn-well: #fff3d1;
  --bad: #9c1f1b;
  --bad-well: #fdebe9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141a;
    --card: #181f28;
    --ink: #e9eef4;
    --soft: #a7b3c0;
    --line: #303a46;
    --edge: #7f8c9b;
    --well: #202a36;
    --main: #86c1f7;
    --main-on: #0a1b2b;
    --main-hover: #a9d4fb;
    --deny: #c3cdd8;
    --deny-on: #131b24;
    --deny-hover: #dde4eb;
    --link: #8fc6f8;
    --focus: #8fc6f8;
    --good: #86dba8;
    --good-well: #163325;
    --warn: #f4cf7c;
    --warn-well: #3a2d0e;
    --bad: #ffb1aa;
    --bad-well: #431b19;
  }
}
`
