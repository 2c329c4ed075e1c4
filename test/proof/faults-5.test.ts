import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(5, SHARES)
