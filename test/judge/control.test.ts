/** What the replies to a control prove. Nothing is sent. */
import { describe, expect, it } from 'vitest'
import { withControl } from '../../src/ask/control.ts'
import { judgeAttempt } from '../../src/judge/attempt.ts'
import type { Case, Rule } from '../../src/model/index.ts'
import { answersTo, failed, type Reply, saying } from '../support/attempts.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { frozen } from '../support/frozen.ts'
import { aRule, RULES } from '../support/scripted.ts'
import { aCall, aChoice, aCompletion } from '../support/seen.ts'

const LOST = 'own/lost'
const rules = new Map<string, Rule>([...RULES, [LOST, aRule({ level: 'SHOULD', on: [] })]])
const asked = { status: ['2xx', '4xx'] }
const wanting = (pattern: string) =>
  aTurn({ fresh: true, expect: asked, assume: { status: ['2xx'], content: { pattern } } })
const testCase: Case = aCase('s/one', {
  turns: [aTurn({ assume: { content: { pattern: 'blue' } } })],
  control: {
    turn: 1,
    rule: LOST,
    lost: 'the system message',
    instead: 'in the user message',
    pairs: ['oak', 'elm'].map((word) => ({ form: wanting(word), plain: wanting(word) })),
  },
})

function judge(...replies: readonly Reply[]) {
  const answers = answersTo(withControl(testCase, [], 1).turns, replies)
  return judgeAttempt(testCase, frozen(answers), { rules, profile: aProfile() })
}

const CALL = [
  aCompletion({ choices: [aChoice({ message: { content: null, tool_calls: [aCall('f', '{}')] } })] }),
] as const

describe('a control', () => {
  it('finds that a part is lost if every wording is missed in one form and met in the other', () => {
    const { outcome, reason, findings } = judge(
      saying('red'),
      saying('I do not know.'),
      saying('It is oak.'),
      saying('No idea.'),
      saying('It is elm.'),
    )
    expect({ outcome, reason }).toEqual({ outcome: 'warn', reason: undefined })
    expect(findings).toEqual([
      {
        rule: LOST,
        level: 'SHOULD',
        turn: 1,
        at: '/choices/0/message/content',
        message:
          'does not use the system message; expected an answer like that of reply 2, "It is oak.", where the same is in the user message. It is so in all 2 wordings',
        got: 'I do not know.',
      },
    ])
  })

  it('takes a call in place of an answer for a miss', () => {
    const { findings } = judge(saying('red'), CALL, saying('oak'), saying('no'), saying('elm'))
    expect(findings).toMatchObject([{ rule: LOST, got: 'call of f' }])
  })

  it.each<[string, readonly Reply[]]>([
    ['the form is met', [saying('red'), saying('oak')]],
    ['the plain form is missed', [saying('red'), saying('no'), saying('no')]],
    ['a later form is met', [saying('red'), saying('no'), saying('oak'), saying('elm')]],
    ['a later plain form is missed', [saying('red'), saying('no'), saying('oak'), saying('no'), saying('no')]],
    ['a form has no text', [saying('red'), saying('no'), saying('oak'), saying(' '), saying('elm')]],
    ['a form is refused', [saying('red'), failed(400)]],
    ['a plain form is refused', [saying('red'), saying('no'), failed(400)]],
    ['it was not sent', [saying('red')]],
  ])('proves nothing if %s', (_, replies) => {
    const { outcome, reason, findings } = judge(...replies)
    expect(findings).toEqual([])
    expect(outcome).toBe('inconclusive')
    expect(reason).toMatch(/^the model did not do what the case assumes: \/choices\/0\/message\/content/)
  })

  it('proves nothing if its rule is not evaluated', () => {
    const answers = answersTo(withControl(testCase, [], 1).turns, [
      saying('red'),
      ...['no', 'oak', 'no', 'elm'].map(saying),
    ])
    expect(judgeAttempt(testCase, answers, { rules: RULES, profile: aProfile() }).outcome).toBe('inconclusive')
  })
})
