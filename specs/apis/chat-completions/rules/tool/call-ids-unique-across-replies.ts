import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Tool calls of different replies have different ids.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionMessageToolCall › id',
  why: 'If a history has two results for the id 0, frameworks pair a result with the wrong call.',
  mend: 'Make ids random, instead of a counter that restarts with each reply.',
  wrong: 'reply 1: {"id": "call_0"} … reply 2: {"id": "call_0"}',
  right: 'reply 1: {"id": "call_x8Zq"} … reply 2: {"id": "call_Lm20"}',
  seen: [
    'https://github.com/InternLM/lmdeploy/issues/3412',
    'https://github.com/huggingface/text-generation-inference/issues/2136',
  ],
  on: ['run'],
  *check({ traces }) {
    const firstTraces = new Map<string, number>()
    let count = 0
    for (const [i, { callIds, case: inCase }] of traces.entries())
      for (const [j, id] of callIds.entries()) {
        if (typeof id !== 'string' || id === '') continue
        const earlier = firstTraces.get(id)
        if (earlier === undefined) firstTraces.set(id, i)
        else if (earlier !== i && count++ < 3)
          yield {
            at: `/traces/${i}/callIds/${j}`,
            message: `is also the id of a call in an earlier reply (${traces[earlier]?.case}, now ${inCase})`,
            got: id,
          }
      }
  },
} satisfies Rule<'run'>
