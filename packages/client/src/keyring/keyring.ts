/** A keyring of the operating system, as this package uses it. Every function may reject with any error. */
export interface Keyring {
  read(account: string): Promise<string | undefined>
  write(account: string, secret: string): Promise<void>
  remove(account: string): Promise<void>
}

/** Opens the keyring of a service. */
export type OpenKeyring = (service: string) => Promise<Keyring>

/** Which keyring a Linux program uses. */
export type LinuxKeyring = 'secret-service' | 'keyutils'
