import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(4, SHARES)
