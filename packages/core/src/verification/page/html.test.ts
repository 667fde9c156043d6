import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Html, html, render, styleElement } from './html.js'

test('text and numbers are escaped', () => {
  const text = `<b> & "double" 'single'`
  expect(render(html`<p title="${text}">${text} ${1}</p>`)).toBe(
    '<p title="&lt;b&gt; &amp; &quot;double&quot; &#39;single&#39;">' +
      '&lt;b&gt; &amp; &quot;double&quot; &#39;single&#39; 1</p>',
  )
})

test('markup passes through unescaped, alone or in lists', () => {
  const item = (text: string): Html => html`<li>${text}</li>`
  expect(render(html`<ul>${['a', '<'].map(item)}${[[item('c')], 'd']}</ul>`)).toBe(
    '<ul><li>a</li><li>&lt;</li><li>c</li>d</ul>',
  )
})

test('undefined and false write nothing, but zero is written', () => {
  const absent: string | undefined = undefined
  expect(render(html`[${absent}${false}${''}${[]}${0}]`)).toBe('[0]')
})

test('an object that looks like markup is rejected', () => {
  const forged = Object.create(Object.getPrototypeOf(html``)) as Html
  expect(() => render(html`${forged}`)).toThrow(TypeError)
  // @ts-expect-error A string is not markup.
  expect(() => render('<b>')).toThrow(TypeError)
  // @ts-expect-error An object of the same shape is not markup either.
  expect(() => render({ markup: '<b>' })).toThrow(TypeError)
})

test('a style is not escaped, and cannot end its element', () => {
  expect(render(styleElement('a > b { content: "&" }'))).toBe('<style>a > b { content: "&" }</style>')
  expect(() => styleElement('a {} </STYLE ><script>')).toThrow('must not contain </')
})

test('no template puts a value where escaping does not protect it', () => {
  const here = new URL('..', import.meta.url)
  const sources = ['page', 'language', 'texts']
    .flatMap((folder) => readdirSync(new URL(folder, here)).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  expect(sources).toEqual(expect.arrayContaining(['page/confirm-page.ts', 'language/language-links.ts']))
  for (const file of sources) {
    const source = readFileSync(new URL(file, here), 'utf8')
    expect(source, `${file}: an attribute without quotes`).not.toMatch(/[a-z]=\$\{/)
    expect(source, `${file}: an element or an event handler that takes code`).not.toMatch(/<script|\son[a-z]+=/)
  }
})
