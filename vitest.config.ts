import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real sockets and real processes: a slow machine is no failure, a hang is.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // Most of the time goes to the fault matrix, in which client and server share a process: use every core.
    maxWorkers: '100%',
  },
})
