/** Valid requests that are refused for their content: only a case can show that. */
import { defineFaults } from './_define.ts'
import { messagesOf, refuseRequests } from './_requests.ts'

/** Refuses requests with some text in a message. */
const refuseText = (text: RegExp, status?: number) =>
  refuseRequests((body) => messagesOf(body).some(({ content }) => text.test(String(content))), status)

export default defineFaults({
  'case/status': {
    'emoji-refused': { says: 'A request with an emoji in its text is refused.', ...refuseText(/👍/u) },
    'arabic-unsupported': { says: 'A request in Arabic is answered with 404.', ...refuseText(/مرحبا/u, 404) },
  },
})
