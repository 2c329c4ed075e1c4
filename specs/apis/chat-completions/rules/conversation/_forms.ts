/** Requests with the same meaning in two forms: a server that accepts one form has to accept the other. */
import type { ConversationSeen, Finding, Wire } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { isAnswer, type Reply, selectReplies, serialize } from '../_replies.ts'

/** Statuses that reject the content of a request. Statuses about keys, rates and gateways say nothing about its form. */
const REFUSALS = [400, 404, 415, 422, 500, 501]

export function isRefused({ seen }: Reply): boolean {
  return seen.kind === 'error' && REFUSALS.includes(seen.status)
}

/**
 * A finding for each form that was rejected although the same request was accepted in another form.
 * @param normalize the meaning of a request, equal for all its forms; undefined for a request that the rule does not cover
 * @param isCovered whether the rule is about the difference between the two forms
 */
export function* findRefusedForms(
  seen: ConversationSeen,
  normalize: (ask: Wire) => unknown,
  isCovered: (refused: Wire, accepted: Wire) => boolean = () => true,
): Iterable<Finding> {
  for (const forms of pairForms(seen, normalize))
    if (isCovered(forms.refused.ask, forms.accepted.ask)) yield reportRefusal(forms)
}

/** A form that was rejected, and a reply that accepted another form of the same request. */
export interface FormPair {
  readonly refused: Reply
  readonly accepted: Reply
}

export function reportRefusal({ refused, accepted }: FormPair): Finding {
  const status = refused.seen.exchange.status
  const message = `is ${status}; expected success, because another form of the same request was accepted (reply ${accepted.i})`
  return { at: `${refused.at}/status`, message, got: status }
}

/** Each rejected form once, together with a reply that accepted another form. Requests that have to be rejected are left out. */
export function* pairForms(seen: ConversationSeen, normalize: (ask: Wire) => unknown): Iterable<FormPair> {
  const replies = selectReplies(seen)
  if (!replies.some(isRefused)) return
  const requests = replies.flatMap((reply) => {
    const meaning = reply.seen.owed === 'refusal' ? undefined : normalize(reply.ask)
    return meaning === undefined ? [] : [{ reply, meaning: serialize(meaning), form: serialize(reply.ask) }]
  })
  for (const group of groupBy(requests, ({ meaning }) => meaning).values()) {
    const accepted = group.filter(({ reply }) => isAnswer(reply))
    const reported = new Set<string>()
    for (const { reply: refused, form } of group) {
      const alternative = accepted.find((other) => other.form !== form)
      if (!alternative || reported.has(form) || !isRefused(refused)) continue
      // The same form was both rejected and accepted: that is chance, not the form.
      if (accepted.some((other) => other.form === form)) continue
      reported.add(form)
      yield { refused, accepted: alternative.reply }
    }
  }
}
