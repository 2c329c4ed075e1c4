import { UsageError } from '../foundation/usage-error.ts'

/** The error for a server that cannot listen: why, and what to do. */
export function listenTrouble(error: unknown, host: string, port: number): Error {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new UsageError(`port ${port} of ${host} is in use\ntry --port 0, which chooses a free port`)
    case 'EACCES':
      return new UsageError(`cannot listen on port ${port}: permission denied\ntry a port above 1023`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return new UsageError(`${JSON.stringify(host)} is not an address of this machine\ntry --host 127.0.0.1`)
    default:
      return error as Error
  }
}
