import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(7, SHARES)
