import { defineConfig } from 'vitest/config'
import { proofTotals } from './test/support/proof-totals.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real sockets and real processes: a slow machine is no failure, a hang is.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What the files share (rules, schemas, suites, the recording of the proofs) is loaded once by each worker.
    isolate: false,
    expect: { poll: { timeout: 20_000 } },
    // Client and server of the fault matrix share a process: use every core.
    maxWorkers: '100%',
    reporters: ['default', proofTotals(console.log)],
  },
})
