import { testFaults } from '../support/faults.ts'

await testFaults(1, 2)
