import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { bodyParser as bodyParserOfKoa } from '@koa/bodyparser'
import koaBodyParser from 'koa-bodyparser'
import { asListener, express4, express5, expressMount, koa2, koa3, koaMount, type Mount } from './doors.js'

/** A host whose own body parsers run before us, and the audits that cannot hold there, each with its reason. */
export interface ParserHost {
  readonly name: string
  readonly mount: Mount
  readonly excused: Readonly<Record<string, string>>
  /** Audits that hold here, but with other answers than without a parser, and why. */
  readonly differing: Readonly<Record<string, string>>
}

const refusedBefore = 'the parser refuses the request before us, in the words and the HTML of Express'
const forgotten = 'the parser has kept nothing of what was wrong with the bytes'

// Every parser has a limit of its own, and inflates what claims to be compressed.
const everyParser = {
  'start-body-is-bounded': refusedBefore,
  'login-body-is-bounded': refusedBefore,
  'malformed-encoding': refusedBefore,
  'answers-are-guarded': refusedBefore,
  'answers-tell-no-insides': refusedBefore,
}
// Code that decodes bytes decides what to do with invalid ones.
const everyDecoder = {
  ...everyParser,
  'malformed-charset': refusedBefore,
  'malformed-percent-encoding': forgotten,
  'login-text-is-well-formed': forgotten,
}
const formParser = { ...everyDecoder, 'malformed-too-many': refusedBefore, 'ignored-charset-of-ascii': refusedBefore }
// `JSON.parse` keeps the last of two members.
const bothParsers = {
  ...formParser,
  'malformed-json': refusedBefore,
  'lookup-takes-json-only': refusedBefore,
  'linked-takes-json-only': refusedBefore,
  'start-json-is-judged': forgotten,
  'login-repeated-parameter': forgotten,
  'user-code-comes-once': forgotten,
}

const ownRefusals = { 'answers-go-on': refusedBefore }
const higherLimit = { 'user-code-of-any-length': 'the limit of the parser, not ours, is what a body has to pass' }
const forgiving = { 'page-guards': 'the parser forgives a percent sign that encodes nothing' }

// The text is kept beside what was made of it, so that only what the parser refuses and what it decodes is lost.
const refusedByKoa = 'the parser refuses the request before us, in the words of Koa'
const parserOfKoa = {
  'start-body-is-bounded': refusedByKoa,
  'login-body-is-bounded': refusedByKoa,
  'login-ignores-what-it-did-not-ask': refusedByKoa,
  'malformed-encoding': refusedByKoa,
  'malformed-json': refusedByKoa,
  'malformed-prototype': refusedByKoa,
  'ignored-member-names': refusedByKoa,
  'lookup-takes-json-only': refusedByKoa,
  'linked-takes-json-only': refusedByKoa,
  'answers-are-guarded': refusedByKoa,
  'answers-tell-no-insides': refusedByKoa,
  'malformed-percent-encoding': forgotten,
  'login-text-is-well-formed': forgotten,
}

/** The arrangements of body parsers that hosts have. */
export const parserHosts: readonly ParserHost[] = [
  {
    name: 'Express 5 after json and extended urlencoded',
    mount: expressMount(express5, [express5.json(), express5.urlencoded({ extended: true })]),
    excused: bothParsers,
    differing: { ...ownRefusals, ...higherLimit, ...forgiving },
  },
  {
    name: 'Express 4 after json and extended urlencoded',
    mount: expressMount(express4, [express4.json(), express4.urlencoded({ extended: true })]),
    excused: bothParsers,
    differing: { ...ownRefusals, ...higherLimit, ...forgiving },
  },
  {
    name: 'Express 5 after plain urlencoded',
    mount: expressMount(express5, [express5.urlencoded({ extended: false })]),
    excused: formParser,
    differing: { ...ownRefusals, ...forgiving },
  },
  {
    name: 'Express 5 after raw',
    mount: expressMount(express5, [express5.raw({ type: '*/*' })]),
    excused: everyParser,
    differing: { ...ownRefusals, ...higherLimit },
  },
  {
    name: 'Express 5 after text',
    mount: expressMount(express5, [express5.text({ type: '*/*' })]),
    // It takes a byte order mark for no part of the text.
    excused: { ...everyDecoder, 'malformed-json': forgotten },
    differing: { ...ownRefusals, ...higherLimit },
  },
  {
    name: 'Koa 3 after @koa/bodyparser',
    mount: koaMount(koa3, [bodyParserOfKoa()]),
    excused: parserOfKoa,
    differing: { 'answers-go-on': refusedByKoa, ...higherLimit },
  },
  {
    name: 'Koa 2 after koa-bodyparser',
    mount: koaMount(koa2, [koaBodyParser()]),
    excused: parserOfKoa,
    differing: { 'answers-go-on': refusedByKoa, ...higherLimit },
  },
  {
    name: 'Koa 3 after koa-bodyparser for text as well',
    mount: koaMount(koa3, [koaBodyParser({ enableTypes: ['json', 'form', 'text'] })]),
    excused: parserOfKoa,
    differing: { 'answers-go-on': refusedByKoa, ...higherLimit },
  },
]

/** Hosts whose body parsers run after us: they see nothing of what is ours. */
export const parsersBehind: Readonly<Record<string, Mount>> = {
  'Express 5 before its parsers': (grant) =>
    express5().use(expressMiddleware(grant), express5.json(), express5.urlencoded({ extended: true })),
  'Koa 3 before its parser': (grant) =>
    asListener(new koa3().use(koaMiddleware(grant)).use(bodyParserOfKoa()).callback()),
}
