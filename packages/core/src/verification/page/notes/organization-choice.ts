/** Organizations to choose from, and the one that was chosen before. */
export interface OrganizationChoice {
  readonly all: readonly { readonly key: string; readonly name: string }[]
  readonly chosen?: { readonly key: string }
}
