import type { Command } from 'commander'
import { formatExamples } from './_common.ts'

/** `explain`. */
export function declareExplain(program: Command, done: (code: number) => void): void {
  program
    .command('explain')
    .summary('explain a rule or a profile')
    .description(
      'Explains a rule: what it requires, why, how to fix a server that breaks it, and which profiles tolerate that. Or a profile: what it promises, lacks, adds and tolerates.',
    )
    .argument('<rule|profile>', 'a rule such as stream/done-once-and-last, or a profile such as vllm')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance explain stream/done-once-and-last',
        'chat-conformance explain vllm',
        'chat-conformance explain usage/total-is-sum --json',
      ),
    )
    .action(async (rule: string, flags) => {
      const { explainCommand } = await import('../explain.ts')
      done(await explainCommand(rule, flags))
    })
}
