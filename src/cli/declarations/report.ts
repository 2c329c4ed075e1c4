import type { Command } from 'commander'
import { example, tellsRun } from './_common.ts'

/** `report`. */
export function declareReport(program: Command, done: (code: number) => void): void {
  tellsRun(
    program
      .command('report')
      .summary('tell a JSON report again in another form')
      .description('Hands a JSON report to other reporters, without any network.')
      .argument('<report>', 'the file that --reporter json=FILE wrote'),
  )
    .addHelpText(
      'after',
      example(
        'chat-conformance report report.json',
        'chat-conformance report report.json --reporter html=report.html --reporter junit=junit.xml',
        'chat-conformance report report.json --baseline known.yaml --update-baseline',
      ),
    )
    .action(async (file: string, flags) => {
      const { reportCommand } = await import('../report.ts')
      done(await reportCommand(file, flags))
    })
}
