/** Meets the target of a run: starts local servers, and checks that there is something to test. */
import { join } from 'node:path'
import type { Setting } from '../ask/compose.ts'
import { ownFixtures } from '../ask/fixtures.ts'
import { loadProfiles } from '../ask/load.ts'
import { skipListing } from '../ask/plan.ts'
import { Interrupted, TargetError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import type { Plan, Send } from '../model/index.ts'
import type { Tools } from '../run/run.ts'
import { type Contact, contact } from '../run/target.ts'
import { redactor } from '../wire/redact.ts'
import { openWire } from '../wire/send.ts'
import type { Session } from './prepare.ts'
import type { RunSettings } from './settings.ts'

/** A target that answers, and the tools that its cases are run with. */
export interface Met {
  readonly plan: Plan
  readonly tools: Tools
  /** Where fixtures are served. */
  readonly fixturesUrl?: string
  close(): Promise<void>
}

/**
 * Meets the target.
 * @param keeping wraps the wire, to record what is sent and received
 * @throws TargetError if there is nothing to test
 */
export async function meet(session: Session, signal: AbortSignal, keeping = (send: Send): Send => send): Promise<Met> {
  const { settings, access, profile } = session
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((closer) => closer()))
  }
  try {
    const baseUrl = access.baseUrl ?? (await startReference(session, closers))
    const fixturesUrl = settings.serveFixtures ? await startFixtures(settings, closers) : undefined
    const served = fixturesUrl === undefined ? {} : { fixturesUrl }
    const wire = openWire(session.wire)
    closers.push(wire.close)
    const send = keeping(wire.send)
    const { model, isAlias } = await greet(session, baseUrl, send, signal)
    // Imported earlier they would hold up the first request, and a target that is not there needs none.
    await session.loadRules()
    const { adapt, api } = profile
    const setting: Setting = { baseUrl, model, headers: access.headers, adapt, api, ...served }
    const tools: Tools = {
      send,
      rules: session.evaluated,
      profile,
      setting,
      attempts: settings.attempts,
      concurrency: settings.concurrency,
      secrets: access.secrets,
      version: readVersion(),
      ...(settings.profile === undefined ? { candidates: loadProfiles } : {}),
    }
    const plan = isAlias ? skipListing(session.plan, model, api) : session.plan
    return { plan: { ...plan, target: { ...plan.target, baseUrl, model } }, tools, ...served, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startReference({ settings, access }: Session, closers: (() => Promise<void>)[]): Promise<string> {
  const { startReferenceServer } = await import('../../server/index.ts')
  const server = await startReferenceServer({
    ...(settings.dialect === undefined ? {} : { dialect: settings.dialect }),
    faults: settings.fault ?? [],
    variants: settings.variant ?? [],
    ...(access.key === undefined ? {} : { apiKey: access.key }),
    ...(settings.modelQuality ? { quality: settings.modelQuality } : {}),
    ...(settings.think ? { think: { spelling: settings.think } } : {}),
  })
  closers.push(server.close)
  return server.baseUrl
}

async function startFixtures({ suites = [] }: RunSettings, closers: (() => Promise<void>)[]): Promise<string> {
  const { serveFixtures } = await import('./fixture-server.ts')
  const server = await serveFixtures([...suites.map((folder) => join(folder, 'fixtures')), ownFixtures])
  closers.push(server.close)
  return server.url
}

/** The first contact with the target. */
async function greet(
  { access, profile: { adapt, api } }: Session,
  baseUrl: string,
  send: Send,
  signal: AbortSignal,
): Promise<Contact> {
  const { model, keyName, headers } = access
  const known = model === undefined ? {} : { model }
  try {
    return await contact({ baseUrl, keyName, headers, adapt, api, send, signal, ...known })
  } catch (error) {
    if (signal.aborted) throw new Interrupted('interrupted before any case ran')
    // Servers often repeat the key in their error message.
    throw error instanceof TargetError ? new TargetError(redactor(access.secrets)(error.message)) : error
  }
}
