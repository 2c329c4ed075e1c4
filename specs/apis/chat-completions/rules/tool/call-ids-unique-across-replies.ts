import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Tool calls of different replies have different ids.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionMessageToolCall › id',
  why: 'A history that holds two results for the id 0 lets frameworks pair a result with the wrong call.',
  mend: 'Make ids random, not a count that starts anew with each reply.',
  wrong: 'reply 1: {"id": "call_0"} … reply 2: {"id": "call_0"}',
  right: 'reply 1: {"id": "call_x8Zq"} … reply 2: {"id": "call_Lm20"}',
  seen: [
    'https://github.com/InternLM/lmdeploy/issues/3412',
    'https://github.com/huggingface/text-generation-inference/issues/2136',
  ],
  on: ['run'],
  *check({ traces }) {
    const first = new Map<string, number>()
    let found = 0
    for (const [i, { callIds, case: inCase }] of traces.entries())
      for (const [j, id] of callIds.entries()) {
        if (typeof id !== 'string' || id === '') continue
        const before = first.get(id)
        if (before === undefined) first.set(id, i)
        else if (before !== i && found++ < 3)
          yield {
            at: `/traces/${i}/callIds/${j}`,
            message: `was the id of a call of another reply already (${traces[before]?.case}, now ${inCase})`,
            got: id,
          }
      }
  },
} satisfies Rule<'run'>
