import { describe, expect, it } from 'vitest'
import { count, formatDuration } from '../../text/number.ts'

describe('numbers for people', () => {
  it('are counted with their noun', () => {
    expect([count(1, 'case'), count(0, 'case'), count(1200, 'case'), count(2, 'retry', 'retries')]).toEqual([
      '1 case',
      '0 cases',
      '1,200 cases',
      '2 retries',
    ])
  })

  it('are formatted as durations', () => {
    expect([420, 9_949, 9_950, 59_400, 59_600, 754_321].map(formatDuration)).toEqual([
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 0 s',
      '12 min 34 s',
    ])
  })
})
