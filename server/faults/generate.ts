/** Broken replies of LightLLM's own endpoints. */
import { object, objects } from '../loose.ts'
import type { Body } from '../twist.ts'
import { defineGenerateFaults, eventsOf, inEvents, inRefusals, inReplies, inRequests } from './_generate.ts'
import { inBody } from './_requests.ts'

const parametersOf = (body: Body | undefined): Body => object(body?.parameters) ?? {}

const imagesOf = (body: Body): readonly Body[] => objects(object(body.multimodal_params)?.images)

/** Gives the prompt as many tags as there are images. */
function fitTags(body: Body): void {
  if (typeof body.inputs !== 'string') return
  body.inputs = '<img></img>'.repeat(imagesOf(body).length) + body.inputs.replaceAll('<img></img>', '')
}

/** A URL, or base64 data that starts like an image. */
const isReadable = ({ type, data }: Body): boolean =>
  type === 'url' || (type === 'base64' && /^(iVBOR|\/9j|R0lGOD|UklGR)/.test(String(data)))

const isWithin = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'number' && value >= least && value <= most)

/** Removes a parameter from the request. */
const ignoreParameter = (name: string) => inBody((body) => delete parametersOf(body)[name])

export default defineGenerateFaults({
  'generate/required-fields': {
    'generate-counts-missing': {
      says: 'A reply has no count_output_tokens and no prompt_tokens.',
      ...inReplies({ count_output_tokens: undefined, prompt_tokens: undefined }),
    },
  },
  'generate/field-types': {
    'generate-counts-as-text': { says: 'prompt_tokens is a string.', ...inReplies({ prompt_tokens: String }) },
  },
  'generate/text-is-list': {
    'generate-text-alone': {
      says: 'For one answer, generated_text is a string.',
      ...inReplies((body) => {
        if (body.generated_text.length === 1) body.generated_text = body.generated_text[0]
      }),
    },
  },
  'generate/finish-reason-enum': {
    'generate-reason-eos': {
      says: 'finish_reason is eos_token.',
      ...inReplies({ finish_reason: (reason: unknown) => (reason === 'stop' ? 'eos_token' : reason) }),
    },
  },
  'generate/one-entry-each': {
    'generate-one-answer': {
      says: 'n and best_of are accepted, but there is only one answer.',
      ...inReplies((body) => {
        if (Array.isArray(body.finish_reason)) body.generated_text.length = 1
      }),
    },
    'generate-always-lists': {
      says: 'For one answer, finish_reason and count_output_tokens are arrays.',
      ...inReplies((body) => {
        for (const name of ['finish_reason', 'count_output_tokens']) body[name] = [body[name]].flat()
      }),
    },
  },
  'generate/event-required-fields': {
    'generate-event-without-details': {
      says: 'Events leave out fields that are null.',
      ...inEvents((event) => {
        for (const name of Object.keys(event)) if (event[name] === null) delete event[name]
      }),
    },
  },
  'generate/event-field-types': {
    'generate-finished-as-text': { says: 'finished is a string.', ...inEvents({ finished: String }) },
  },
  'generate/form-by-path': {
    'generate-stream-whole': {
      says: '/generate_stream answers with one JSON object.',
      frames: (frames) => {
        const events = eventsOf(frames)
        const { token, finish_reason } = events.at(-1)
        const { count_output_tokens, prompt_tokens } = token
        const generated_text = [events.map((event) => event.token.text).join('')]
        return [JSON.stringify({ generated_text, count_output_tokens, finish_reason, prompt_tokens })]
      },
      head: ({ headers }) => {
        headers['content-type'] = 'application/json'
      },
    },
  },
  'generate/finished-once-and-last': {
    'generate-never-finished': {
      says: 'The finished of every event is false.',
      ...inEvents({ finished: false, finish_reason: null }),
    },
    'generate-finished-early': {
      says: 'The finished of the last event but one is true.',
      ...inEvents((event, i, all) => {
        if (i === all.length - 2) Object.assign(event, { finished: true, finish_reason: all.at(-1).finish_reason })
      }),
    },
  },
  'generate/reason-with-finished': {
    'generate-reason-in-every-event': {
      says: 'The finish_reason of every event is length.',
      ...inEvents({ finish_reason: 'length' }),
    },
  },
  'generate/count-grows-by-one': {
    'generate-counts-from-zero': {
      says: 'count_output_tokens starts at 0.',
      also: ['generate/event-field-types'],
      ...inEvents(({ token }) => token.count_output_tokens--),
    },
  },
  'generate/prompt-tokens-constant': {
    'generate-prompt-grows': {
      says: 'prompt_tokens also counts the tokens of the answer.',
      ...inEvents(({ token }, i) => (token.prompt_tokens += i)),
    },
  },
  'generate/events-only': {
    'generate-done': { says: 'A stream ends with [DONE].', frames: (frames) => [...frames, 'data: [DONE]\n\n'] },
  },
  'generate/max-new-tokens': {
    'generate-limit-ignored': { says: 'max_new_tokens has no effect.', ...ignoreParameter('max_new_tokens') },
  },
  'generate/length-at-limit': {
    'generate-length-for-stop': {
      says: 'The finish_reason of every answer is length.',
      ...inReplies({ finish_reason: (reason: unknown) => (reason === 'stop' ? 'length' : reason) }),
    },
  },
  'generate/stop-sequences': {
    'generate-stop-ignored': { says: 'stop_sequences has no effect.', ...ignoreParameter('stop_sequences') },
  },
  'generate/equals-stream': {
    'generate-stream-garbled': {
      says: 'The first event of a stream has its token twice.',
      ...inEvents(({ token }, i) => {
        if (i === 0) token.text += token.text
      }),
    },
  },
  'generate/image-counted': {
    'generate-images-not-counted': {
      says: 'prompt_tokens is the same for any number of images.',
      ...inReplies((body) => {
        if (body.input_usage.input_image_tokens) body.prompt_tokens = 300
      }),
    },
  },
  'generate/images-in-order': {
    'generate-images-turned-round': {
      says: 'Tags are matched with images in reverse order.',
      ...inBody((body) => {
        const images = object(body.multimodal_params)?.images
        if (Array.isArray(images)) images.reverse()
      }),
    },
  },
  'generate/error-envelope': {
    'generate-error-detail': {
      says: 'An error body has the form of the web framework.',
      ...inRefusals(({ error }) => ({ detail: error.message })),
    },
  },
  'generate/error-code-is-status': {
    'generate-error-code-500': {
      says: 'The code of every error is 500.',
      ...inRefusals(({ error }) => {
        error.code = 500
      }),
    },
  },
  'generate/required-missing': {
    'generate-parameters-not-needed': {
      says: 'Requests without inputs or parameters are accepted.',
      ...inRequests((body) => {
        body.inputs ??= 'Hello'
        body.parameters ??= {}
      }),
    },
  },
  'generate/out-of-range': {
    'generate-range-not-checked': {
      says: 'Parameters out of range are ignored.',
      ...inRequests((body) => {
        const parameters = parametersOf(body)
        if (!isWithin(parameters.temperature, 0.01, 10)) delete parameters.temperature
        if (!isWithin(parameters.top_p, 0.01, 1)) delete parameters.top_p
        if (!isWithin(parameters.max_new_tokens, 1, 65_535)) parameters.max_new_tokens = 1
        if (!isWithin(parameters.best_of, 1, 8)) parameters.best_of = 1
      }),
    },
  },
  'generate/n-equals-best-of': {
    'generate-n-not-compared': {
      says: 'n may differ from best_of, and a stream sends the first of several answers.',
      ...inRequests((body, asked) => {
        const parameters = parametersOf(body)
        if (asked.path === '/generate_stream') parameters.best_of = parameters.n = 1
        else if (parameters.n !== parameters.best_of) delete parameters.n
      }),
    },
  },
  'generate/tags-fit-images': {
    'generate-tags-not-counted': {
      says: 'A prompt with more or fewer tags than images is accepted.',
      ...inRequests(fitTags),
    },
  },
  'generate/unreadable-media': {
    'generate-media-not-read': {
      says: 'Images and audio that cannot be decoded are ignored.',
      ...inRequests((body) => {
        const media = object(body.multimodal_params)
        const before = imagesOf(body).length
        if (!media) return
        for (const kind of ['images', 'audios']) if (media[kind]) media[kind] = objects(media[kind]).filter(isReadable)
        if (imagesOf(body).length < before) fitTags(body)
      }),
    },
  },
})
