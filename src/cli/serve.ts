/** `serve`: the reference server, until Ctrl-C. */
import { once } from 'node:events'
import { type ReferenceServer, type Spelling, startReferenceServer } from '../../server/index.ts'
import { keyIn } from '../session/key.ts'
import { checkTwists, type TwistFlags } from '../session/twists.ts'
import { getHost } from './host.ts'
import { catchInterrupt } from './interrupt.ts'
import { listCommand } from './list.ts'
import { listenTrouble } from './listen-trouble.ts'
import { write } from './terminal.ts'

export interface ServeFlags extends TwistFlags {
  readonly port: number
  readonly host: string
  readonly apiKeyEnv?: string
  readonly modelQuality: 'scripted' | 'random' | 'lucky' | 'wavering'
  readonly think?: Spelling
  readonly delay: number
  readonly listFaults?: true
  readonly listVariants?: true
}

/** Serves until the process is interrupted; that is its normal end. */
export async function serveCommand(flags: ServeFlags): Promise<number> {
  if (flags.listFaults) return listCommand('faults', [], {})
  if (flags.listVariants) return listCommand('variants', [], {})
  const { dialect, fault = [] } = flags
  await checkTwists(flags)
  const interrupt = catchInterrupt()
  const server = await start(flags, keyIn(getHost().env, flags.apiKeyEnv))
  const dialectNote = dialect === undefined ? '' : `, behaving like ${dialect}`
  const faultNote = fault.length ? `, broken on purpose: ${fault.join(', ')}` : ''
  write(`The reference server listens on ${server.baseUrl}${dialectNote}${faultNote}\n`)
  const key = flags.apiKeyEnv ? ` --api-key-env ${flags.apiKeyEnv}` : ''
  write(`Test it from another terminal:\n\n  chat-conformance run ${server.baseUrl}${key}\n\nCtrl-C stops it.\n`)
  if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort')
  interrupt.release()
  await server.close()
  return 0
}

async function start(flags: ServeFlags, apiKey: string | undefined): Promise<ReferenceServer> {
  const { port, host, dialect, fault = [], variant = [], modelQuality: quality, think, delay: delayMs } = flags
  const twists = { faults: fault, variants: variant, ...(dialect === undefined ? {} : { dialect }) }
  const thinking = think ? { think: { spelling: think } } : {}
  const options = { port, host, ...twists, quality, ...thinking, delayMs, ...(apiKey ? { apiKey } : {}) }
  try {
    return await startReferenceServer(options)
  } catch (error) {
    throw listenTrouble(error, host, port)
  }
}
