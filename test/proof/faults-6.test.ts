import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(6, SHARES)
