/** The part of the style for fields, lists, buttons and results. */
export const formStyle = `.field { margin: 0 0 1.25rem; }
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
.example { margin: .5rem 0 0; color: var(--soft); font-size: .9375rem; }
.sample { font: .9375em/1.4 var(--mono); letter-spacing: .04em; white-space: nowrap; }
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
.list input { flex: none; width: 1.375rem; height: 1.375rem; margin: .0625rem 0 0; accent-color: var(--focus); }
.cards { margin: 0 0 1.5rem; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.cards li { padding-block: 1rem .5rem; border-bottom: 1px solid var(--line); }
.cards p { margin: 0 0 .25rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.said + code { color: var(--soft); font-size: .75rem; line-height: 1.125rem; }
h2 + .list { margin-top: .375rem; }
.button {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: .5rem;
  width: 100%;
  min-height: 3rem;
  padding: .5rem 1rem;
  border: 1px solid var(--main-edge);
  border-radius: .75rem;
  background: var(--main);
  color: var(--main-on);
  font: inherit;
  font-size: 1.0625rem;
  font-weight: 650;
  text-align: center;
  text-decoration: none;
  overflow-wrap: break-word;
  cursor: pointer;
}
.deny { border-color: var(--deny-edge); background: var(--deny); color: var(--deny-on); }
.danger { border-color: transparent; background: var(--bad); color: var(--card); }
.device { margin: 0 0 1rem; padding: .875rem 1rem; border: 1px solid var(--line); border-radius: .75rem; }
.device p { margin: 0 0 .25rem; }
form + .aside { margin-top: 1.25rem; }
html:has(.choices) { scroll-padding-bottom: 9rem; }
html:has(.choices.stacked) { scroll-padding-bottom: 13rem; }
.choices {
  position: sticky;
  bottom: 0;
  z-index: 1;
  display: flex;
  flex-wrap: wrap;
  gap: .75rem;
  margin-inline: calc(-1 * var(--gutter));
  padding: .75rem var(--gutter);
  border-top: 1px solid var(--line);
  background: var(--card);
}
@media (max-height: 18rem) { .choices { bottom: -2.75rem; } }
.choices .quiet { flex: 1 0 100%; margin-block: -.375rem; text-align: center; }
.choices .button { flex: 1 1 8.25rem; width: auto; padding-inline: .5rem; white-space: nowrap; }
.choices.stacked .button { flex-basis: 100%; white-space: normal; }
.seal {
  display: grid;
  place-items: center;
  width: 3.5rem;
  height: 3.5rem;
  margin: .5rem 0 1.25rem;
  border: 1px solid transparent;
  border-radius: 50%;
  background: var(--well);
  color: var(--soft);
  font-size: 1.5rem;
}
.good { background: var(--good-well); color: var(--good); }
.warn { background: var(--warn-well); color: var(--warn); }
.bad { background: var(--bad-well); color: var(--bad); }
footer { margin-top: 1.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9375rem; }
main:has(.choices) + footer { margin-top: 0; }
footer p { margin: 0; }
.links { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.links a { padding-block: .625rem; }
.languages { flex-basis: 100%; margin-top: .5rem; font-size: .875rem; }
.languages ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
.languages li > * { display: inline-block; min-width: 1.5rem; padding-block: .25rem; }
.languages [aria-current] { font-weight: 600; }
.languages a { color: inherit; text-decoration: none; }
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
`
