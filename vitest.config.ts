import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real sockets and real processes: a slow machine is no failure, a hang is.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What the files share (rules, schemas, suites) is loaded once by each worker, which takes a third of the whole off.
    isolate: false,
    expect: { poll: { timeout: 20_000 } },
    // Most of the time goes to the fault matrix, in which client and server share a process: use every core.
    maxWorkers: '100%',
  },
})
