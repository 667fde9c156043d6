/** The servers that are judged, in the order of the table. */
export declare const servers: readonly { readonly name: string; readonly folder: string }[]
