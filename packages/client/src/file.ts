export { type FilePlaceOptions, fileTokens } from './file/file-tokens.js'
export { type FirstOfOptions, firstOf } from './file/first-of.js'
