/** Executes a prepared run. */
import type { RunEvent } from '../model/index.ts'
import type { Recorder, RecordingFolder } from '../recording/record.ts'
import { checkTarget } from '../run/resume.ts'
import type { OnWait } from '../wire/send.ts'
import { type Met, meet } from './meet.ts'
import type { Session } from './prepare.ts'

export interface Execution {
  /** Stops the run: running cases end, and no further case starts. */
  readonly signal?: AbortSignal
  /** Where everything that is sent and received is recorded. */
  readonly folder?: RecordingFolder | undefined
  /** Called with problems that do not stop the run, such as a recording that could not be written. */
  readonly warn?: (message: string) => void
  /** Called before the run waits for the target, because of a 429 for example. */
  readonly onWait?: OnWait | undefined
}

/**
 * Runs the cases against the target and yields the events of the run; the last event has the report.
 * @throws TargetError if there is nothing to test
 */
export async function* execute(
  session: Session,
  { signal = new AbortController().signal, folder, warn = () => undefined, onWait }: Execution = {},
): AsyncGenerator<RunEvent> {
  const confidential = { secrets: session.access.secrets, protocol: session.profile.api.protocol }
  const recorder = folder && (await import('../recording/record.ts')).recordRun(folder, confidential, warn)
  const met = await meet(
    onWait ? { ...session, wire: { ...session.wire, onWait } } : session,
    signal,
    recorder?.keeping,
  )
  try {
    // Everything that judges is imported after the first request.
    const { run } = await import('../run/run.ts')
    checkEarlier(session, met)
    if (recorder) begin(recorder, session, met)
    for await (const event of run(met.plan, met.tools, signal)) {
      // Each event is recorded before it is reported.
      if (event.type === 'case') recorder?.finish(event.verdict)
      if (event.type === 'end') recorder?.end(event.report)
      yield event
    }
  } finally {
    await met.close()
  }
}

/** A run is continued against the same target only. The reference server has another port each time. */
function checkEarlier({ earlier, settings }: Session, { plan: { target } }: Met): void {
  if (!earlier) return
  const before = earlier.start.target
  checkTarget(settings.reference ? { ...before, baseUrl: target.baseUrl } : before, target)
}

function begin(recorder: Recorder, { settings, profile }: Session, { plan, tools, fixturesUrl }: Met): void {
  const { scope } = plan
  recorder.begin({
    plan,
    version: tools.version,
    options: {
      attempts: settings.attempts,
      concurrency: settings.concurrency,
      rules: settings.rule ?? [],
      ...(settings.profile === undefined ? {} : { profile: settings.profile }),
      ...(scope.chosen ? { chosen: true } : {}),
      ...(scope.repeat === undefined ? {} : { repeat: scope.repeat }),
      ...(scope.shard ? { shard: scope.shard } : {}),
    },
    adapt: profile.adapt,
    headers: tools.setting.headers,
    ...(fixturesUrl ? { fixturesUrl } : {}),
  })
}
