import { UsageError } from '../foundation/usage-error.ts'

/** Why a server cannot listen, and what to do. */
export function listenTrouble(error: unknown, host: string, port: number): Error {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new UsageError(`port ${port} of ${host} is taken\ntry --port 0, which takes a free one`)
    case 'EACCES':
      return new UsageError(`port ${port} may not be opened: permission denied\ntry a port above 1023`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return new UsageError(`${JSON.stringify(host)} is no address of this machine\ntry --host 127.0.0.1`)
    default:
      return error as Error
  }
}
