import type { Command } from 'commander'
import { addReportOptions, formatExamples } from './_common.ts'

/** `report`. */
export function declareReport(program: Command, done: (code: number) => void): void {
  addReportOptions(
    program
      .command('report')
      .summary('convert a JSON report to another format')
      .description('Converts a JSON report to other formats, without any network.')
      .argument('<report>', 'file written by --reporter json=FILE'),
  )
    .addHelpText(
      'after',
      formatExamples(
        'chat-conformance report report.json',
        'chat-conformance report report.json',
        ' --reporter html=report.html --reporter junit=junit.xml',
        'chat-conformance report report.json --baseline known.yaml --update-baseline',
      ),
    )
    .action(async (file: string, flags) => {
      const { reportCommand } = await import('../report.ts')
      done(await reportCommand(file, flags))
    })
}
