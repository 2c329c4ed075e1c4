/** How connections are opened and kept: what `send` and the proxy have in common. */
import { rootCertificates } from 'node:tls'
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'

export interface ConnectionOptions {
  /** Longest wait for a connection, in milliseconds. */
  readonly connectMs: number
  readonly insecure?: boolean
  /** PEM text of certificate authorities to trust besides the system's. */
  readonly ca?: string
  /** Use HTTP_PROXY, HTTPS_PROXY and NO_PROXY; on by default. */
  readonly proxies?: boolean
}

/** Connections that are kept alive. They set no time limit on replies: whoever sends knows how long to wait. */
export function openDispatcher({ connectMs, insecure, ca, proxies = true }: ConnectionOptions): Dispatcher {
  const tls = { rejectUnauthorized: !insecure, ...(ca ? { ca: [...rootCertificates, ca] } : {}) }
  const common = { connect: { timeout: connectMs, ...tls }, headersTimeout: 0, bodyTimeout: 0 }
  return proxies ? new EnvHttpProxyAgent({ ...common, requestTls: tls, proxyTls: tls }) : new Agent(common)
}
