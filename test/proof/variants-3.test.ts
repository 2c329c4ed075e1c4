import { testVariants } from '../support/variants.ts'

await testVariants(3)
