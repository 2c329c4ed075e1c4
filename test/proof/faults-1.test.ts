import { testFaults } from '../support/faults.ts'

await testFaults(0, 2)
