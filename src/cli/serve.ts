/** `serve`: the reference server, until Ctrl-C. */
import { once } from 'node:events'
import { type ReferenceServer, startReferenceServer } from '../../server/index.ts'
import { UsageError } from '../usage-error.ts'
import { catchInterrupt } from './interrupt.ts'
import { keyIn } from './key.ts'
import { listCommand } from './list.ts'
import { write } from './terminal.ts'
import { checkTwists, type TwistFlags } from './twists.ts'

export interface ServeFlags extends TwistFlags {
  readonly port: number
  readonly host: string
  readonly apiKeyEnv?: string
  readonly modelQuality: 'scripted' | 'random'
  readonly delay: number
  readonly listFaults?: true
  readonly listVariants?: true
}

/** Serves until the process is interrupted, which is its right end. */
export async function serveCommand(flags: ServeFlags): Promise<number> {
  if (flags.listFaults) return listCommand('faults', [], {})
  if (flags.listVariants) return listCommand('variants', [], {})
  const { dialect, fault = [] } = flags
  await checkTwists(flags)
  const interrupt = catchInterrupt()
  const server = await start(flags, keyIn(flags.apiKeyEnv))
  const speaking = dialect === undefined ? '' : `, speaking as ${dialect}`
  const broken = fault.length ? `, broken on purpose: ${fault.join(', ')}` : ''
  write(`The reference server listens on ${server.baseUrl}${speaking}${broken}\n`)
  const key = flags.apiKeyEnv ? ` --api-key-env ${flags.apiKeyEnv}` : ''
  write(`Try it from another terminal:\n\n  chat-conformance run ${server.baseUrl}${key}\n\nCtrl-C stops it.\n`)
  if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort')
  interrupt.release()
  await server.close()
  return 0
}

async function start(flags: ServeFlags, apiKey: string | undefined): Promise<ReferenceServer> {
  const { port, host, dialect, fault = [], variant = [], modelQuality: quality, delay: delayMs } = flags
  const twists = { faults: fault, variants: variant, ...(dialect === undefined ? {} : { dialect }) }
  const options = { port, host, ...twists, quality, delayMs, ...(apiKey ? { apiKey } : {}) }
  try {
    return await startReferenceServer(options)
  } catch (error) {
    throw asUsageError(error as NodeJS.ErrnoException, host, port)
  }
}

function asUsageError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UsageError(`port ${port} of ${host} is taken\ntry --port 0, which takes a free one`)
    case 'EACCES':
      return new UsageError(`port ${port} may not be opened: permission denied\ntry a port above 1023`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return new UsageError(`${JSON.stringify(host)} is no address of this machine\ntry --host 127.0.0.1`)
    default:
      return error
  }
}
