import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(8, SHARES)
