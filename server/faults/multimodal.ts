/** Content parts that are refused, dropped or counted wrongly. */
import type { Asked, Body, Fault, Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inUsage } from './_places.ts'
import { acceptRequests, inBody, messagesOf, refuseRequests, setStatus } from './_requests.ts'

function partsOf(body: Body | undefined): Loose[] {
  return messagesOf(body).flatMap(({ content }) => (Array.isArray(content) ? content : []))
}

/** A message of the role has text parts. */
function hasTextParts(body: Body, role: string): boolean {
  return messagesOf(body).some(
    (message) => message.role === role && Array.isArray(message.content) && message.content[0]?.type === 'text',
  )
}

const isImage = (part: Loose) => part?.type === 'image_url'
const isWebp = (part: Loose) => part?.image_url?.url?.startsWith?.('data:image/webp')

function hasImage(body: Body, is: (image: Loose) => unknown = () => true): boolean {
  return partsOf(body).some((part) => isImage(part) && is(part.image_url ?? {}))
}

/** Refuses requests with an image that meets a condition. */
const refuseImages = (is: (image: Loose) => unknown, status = 400) =>
  refuseRequests((body) => hasImage(body, is), status)

/** Removes the parts that do not meet a condition, in some requests. */
const filterParts = (
  keep: (part: Loose, i: number, all: Loose[]) => unknown,
  when?: (body: Loose) => unknown,
): Pick<Fault, 'request'> =>
  inBody((body) => {
    for (const message of messagesOf(body))
      if (Array.isArray(message.content)) message.content = message.content.filter(keep)
  }, when)

const isNoImage = (part: Loose) => !isImage(part)

/** Adds to the tokens of the prompt, in streams and elsewhere. */
const addPromptTokens = (count: (body: Body) => number) =>
  inUsage((usage, { body = {} }: Asked) => {
    usage.prompt_tokens += count(body)
    usage.total_tokens += count(body)
  })

const isAboutImage = ({ code }: { code: string | null }) => /image|base64/.test(String(code))

export default defineFaults({
  'multimodal/text-parts-equal-string': {
    'text-parts-refused': {
      says: 'A user message with text parts is refused.',
      also: ['case/status'],
      ...refuseRequests((body) => hasTextParts(body, 'user') && !hasImage(body)),
    },
    'text-strings-refused': {
      says: 'A multimodal model refuses a string as content.',
      also: ['case/status'],
      seen: 'https://github.com/gpustack/gpustack/issues/1803',
      ...refuseRequests(
        (body) => Object.keys(body).length === 3 && messagesOf(body)[0]?.content === 'Reply with exactly: pong',
      ),
    },
  },
  'multimodal/text-parts-other-roles': {
    'text-parts-of-system-refused': {
      says: 'A system message with text parts is refused.',
      ...refuseRequests((body) => hasTextParts(body, 'system')),
    },
    'text-parts-of-tools-fail': {
      says: 'A tool message with text parts is answered with status 500.',
      also: ['conversation/tool-round-trip', 'http/server-error'],
      seen: 'https://github.com/vllm-project/vllm/issues/25001',
      ...refuseRequests((body) => hasTextParts(body, 'tool'), 500),
    },
  },
  'multimodal/one-text-part-counts-as-string': {
    'text-part-counted-as-json': {
      says: 'A text part is written into the prompt as JSON.',
      ...addPromptTokens((body) => partsOf(body).length * 12),
    },
    'text-part-not-counted': {
      says: 'A text part costs no tokens.',
      ...addPromptTokens((body) => (hasTextParts(body, 'user') ? -1 : 0)),
    },
  },
  'multimodal/image-data-uri': {
    'webp-refused': {
      says: 'WebP images are refused.',
      seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1752',
      ...refuseImages(({ url }) => /^data:image\/webp/.test(url)),
    },
    'jpeg-refused': {
      says: 'JPEG images are refused.',
      seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1027',
      ...refuseImages(({ url }) => /^data:image\/jpeg/.test(url)),
    },
    'gif-refused': {
      says: 'GIF images are refused.',
      seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2427',
      ...refuseImages(({ url }) => /^data:image\/gif/.test(url)),
    },
  },
  'multimodal/image-detail': {
    'image-detail-refused': {
      says: 'An image with detail is refused.',
      ...refuseImages(({ detail }) => detail !== undefined, 422),
    },
    'image-detail-demanded': {
      says: 'An image without detail is refused.',
      ...refuseImages(({ detail }) => detail === undefined),
    },
    'unknown-detail-accepted': {
      says: 'A detail that does not exist is accepted.',
      ...acceptRequests(({ param }) => param?.endsWith('.detail')),
    },
  },
  'multimodal/image-content-seen': {
    'images-dropped': {
      says: 'Images are accepted but left out of the prompt.',
      also: ['case/form-refused'],
      ...filterParts(isNoImage),
    },
    'images-dropped-before-text': {
      says: 'Images next to a text part are left out of the prompt.',
      ...filterParts((part, _, all) => isNoImage(part) || all.length === 1),
    },
    'images-dropped-in-streams': {
      says: 'With streaming, images are left out of the prompt.',
      ...filterParts(isNoImage, ({ stream }) => stream === true),
    },
    'images-dropped-beside-tools': {
      says: 'With tools, images are left out of the prompt.',
      ...filterParts(isNoImage, ({ tools }) => tools),
    },
    'webp-dropped': {
      says: 'WebP images are accepted but left out of the prompt.',
      ...filterParts((part) => !isWebp(part)),
    },
  },
  'usage/prompt-monotone': {
    'text-behind-image-dropped': {
      says: 'Text parts after an image are left out of the prompt.',
      ...filterParts((part, i, all) => part?.type !== 'text' || i === 0 || !all.slice(0, i).some(isImage)),
    },
  },
  'multimodal/several-images': {
    'second-image-dropped': {
      says: 'Only the first of several images is put into the prompt.',
      ...filterParts((part, i, all) => isNoImage(part) || all.findIndex(isImage) === i),
    },
    'first-image-dropped': {
      says: 'Only the last of several images is put into the prompt.',
      ...filterParts((part, i, all) => isNoImage(part) || all.findLastIndex(isImage) === i),
    },
  },
  'multimodal/audio-content-seen': {
    'sounds-dropped': {
      says: 'Audio is accepted but left out of the prompt.',
      ...filterParts((part) => part?.type !== 'input_audio'),
    },
  },
  'multimodal/file-content-seen': {
    'files-dropped': {
      says: 'Files are accepted but left out of the prompt.',
      ...filterParts((part) => part?.type !== 'file'),
    },
  },
  'multimodal/image-not-read-as-text': {
    'images-read-as-text': {
      says: 'The base64 data of an image is put into the prompt as text.',
      seen: 'https://github.com/InternLM/lmdeploy/issues/2561',
      ...addPromptTokens((body) =>
        partsOf(body).reduce((sum, part) => sum + Math.ceil(String(part?.image_url?.url ?? '').length / 2), 0),
      ),
    },
  },
  'multimodal/empty-content-array-error': {
    'empty-parts-accepted': {
      says: 'An empty array of content parts is accepted.',
      ...acceptRequests(({ code, param }) => code === 'empty_array' && param?.endsWith('content')),
    },
    'unknown-parts-accepted': {
      says: 'Content parts of an unknown type are accepted.',
      ...acceptRequests(({ param }) => param?.endsWith('.type')),
    },
    'unknown-parts-dropped': {
      says: 'Next to a text part, content parts of an unknown type are silently dropped.',
      ...filterParts((part, _, all) => part?.type !== 'smell' || all.every(({ type }) => type !== 'text')),
    },
  },
  'multimodal/invalid-image-error': {
    'broken-pictures-accepted': {
      says: 'An image that cannot be decoded is accepted.',
      ...acceptRequests(isAboutImage),
    },
  },
  'error/client-fault-is-4xx': {
    'broken-pictures-fail': {
      says: 'An image that cannot be decoded is answered with status 500.',
      ...setStatus(500, isAboutImage, { param: null, code: null, message: 'It failed.' }),
    },
  },
})
