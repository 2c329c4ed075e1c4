import type { Command } from 'commander'
import { example } from './_common.ts'

/** `explain`. */
export function declareExplain(program: Command, done: (code: number) => void): void {
  program
    .command('explain')
    .summary('tell all about a rule or a profile')
    .description(
      'Tells what a rule asks, why, how to mend a server that breaks it, and who tolerates it; or what a profile promises, lacks, adds and tolerates.',
    )
    .argument('<rule|profile>', 'id of a rule, such as stream/done-once-and-last, or of a profile, such as vllm')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      example('chat-conformance explain stream/done-once-and-last', 'chat-conformance explain vllm'),
    )
    .action(async (rule: string, flags) => {
      const { explainCommand } = await import('../explain.ts')
      done(await explainCommand(rule, flags))
    })
}
