import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(2, SHARES)
