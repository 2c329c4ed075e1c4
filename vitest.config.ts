import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real sockets and real processes: a slow machine is no failure, a hang is.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
