import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(3, SHARES)
