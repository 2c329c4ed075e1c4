import { SHARES, testFaults } from '../support/faults.ts'

await testFaults(1, SHARES)
