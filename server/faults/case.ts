/** Valid requests that are refused for their content: only a case can show that. */

import type { Body, Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { messagesOf, refuseRequests } from './_requests.ts'

/** Refuses requests with some text in a message. */
const refuseText = (text: RegExp, status?: number) =>
  refuseRequests((body) => messagesOf(body).some(({ content }) => text.test(String(content))), status)

/** A message has an image after its text. */
const hasTextFirst = (body: Body) =>
  messagesOf(body).some(
    ({ content }) =>
      Array.isArray(content) &&
      content[0]?.type === 'text' &&
      content.some((part: Loose) => part?.type === 'image_url'),
  )

const hasImage = (body: Body) => /"type":"image_url"/.test(JSON.stringify(body.messages) ?? '')
const hasCalls = (body: Body) => messagesOf(body).some((message) => Array.isArray(message?.tool_calls))

export default defineFaults({
  'case/status': {
    'emoji-refused': { says: 'A request with an emoji in its text is refused.', ...refuseText(/👍/u) },
    'arabic-unsupported': { says: 'A request in Arabic is answered with 404.', ...refuseText(/مرحبا/u, 404) },
  },
  'case/form-refused': {
    'text-before-image-refused': {
      says: 'An image after a text is refused, while an image before a text is accepted.',
      ...refuseRequests(hasTextFirst),
    },
    'long-stop-refused': {
      says: 'A stop sequence of more than six characters is refused.',
      ...refuseRequests(({ stop }) => [stop].flat().some((text) => String(text ?? '').length > 6)),
    },
  },
  'case/combination-refused': {
    'streamed-tools-refused': {
      says: 'Tools are refused in streams.',
      ...refuseRequests(({ stream, tools }) => stream === true && tools),
    },
    'streamed-choices-refused': {
      says: 'Several choices are refused in streams.',
      ...refuseRequests(({ stream, n }) => stream === true && Number(n) > 1),
    },
    'streamed-images-refused': {
      says: 'Images are refused in streams.',
      ...refuseRequests((body) => body.stream === true && hasImage(body), 422),
    },
    'stop-beside-tools-refused': {
      says: 'stop is refused next to tools.',
      ...refuseRequests(({ stop, tools }) => stop && tools),
    },
  },
  'case/unavailable': {
    'tools-answered-502': {
      says: 'Each request with tools is answered with 502.',
      ...refuseRequests(({ tools }) => tools, 502, 'Bad gateway.'),
    },
    'images-answered-503': {
      says: 'Each request with an image is answered with 503.',
      ...refuseRequests(hasImage, 503, 'No server available.'),
    },
    'histories-answered-504': {
      says: 'Each request with calls in its history is answered with 504.',
      ...refuseRequests(hasCalls, 504, 'Timed out.'),
    },
  },
})
