#!/usr/bin/env node
/** Where the process begins. Everything heavy is imported only once it is known to be needed. */
import { readVersion } from '../foundation/version.ts'

const OLDEST = [20, 19] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const argv = process.argv.slice(2)

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `error: chat-conformance needs Node.js ${OLDEST.join('.')} or newer; this is ${process.version}\n`,
  )
  process.exitCode = 2
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${readVersion()}\n`)
} else {
  const { runCli } = await import('./program.ts')
  const { reportFailure } = await import('./failure.ts')
  // Nobody caught it, so it is a bug of chat-conformance.
  process.on('uncaughtException', (error) => process.exit(reportFailure(error)))
  process.exitCode = await runCli(argv)
}
