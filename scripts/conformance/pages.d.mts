/** The folder of the results. */
export declare const results: string
/** The text of docs/conformance.md. */
export declare function conformancePage(): string
