/** Prints at the end of a test run how many of the proofs hold, over all files. */
import type { Reporter, TestModule } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** What the passing test proves; tests with the same sentence are counted together. */
    proof?: string
    /** The test passes because it knows that this does not hold here: it is counted as such. */
    isException?: boolean
  }
}

export function proofTotals(print: (line: string) => void): Reporter {
  return {
    onTestRunEnd: (modules) => {
      for (const [proof, { passed, of }] of countProofs(modules)) print(`${proof}: ${passed} of ${of}`)
    },
  }
}

function countProofs(modules: readonly TestModule[]): ReadonlyMap<string, { passed: number; of: number }> {
  const counts = new Map<string, { passed: number; of: number }>()
  for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
    const { proof, isException } = test.meta()
    if (proof === undefined) continue
    const { passed, of } = counts.get(proof) ?? { passed: 0, of: 0 }
    counts.set(proof, { passed: passed + (test.result().state === 'passed' && !isException ? 1 : 0), of: of + 1 })
  }
  return counts
}
