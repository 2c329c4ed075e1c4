/** What an error must not show: how the server is built, where it runs, and its secrets. */

interface Internal {
  /** What it is, in a message. */
  readonly as: string
  readonly patterns: readonly RegExp[]
  /** A report shows only the beginning of it. */
  readonly secret?: true
}

/** An extension of a source file, a library, a socket or a settings file. Models are files too, and their names are public. */
const FILE = '(?:py|pyc|js|mjs|cjs|ts|go|rs|cc|cpp|cu|java|kt|rb|php|cs|so|sock|env|pem|conf|ini|sqlite|db)'
const HOME = '(?:home|root|app|srv|opt|usr|var|tmp|mnt|workspace|Users|private)'
const PRIVATE =
  '(?:10(?:\\.\\d{1,3}){3}|192\\.168(?:\\.\\d{1,3}){2}|172\\.(?:1[6-9]|2\\d|3[01])(?:\\.\\d{1,3}){2}|127(?:\\.\\d{1,3}){3}|localhost)'

const INTERNALS: readonly Internal[] = [
  {
    as: 'a stack trace',
    patterns: [
      /Traceback \(most recent call last\)/,
      /File \\?"\/[^"]{1,500}", line \d+/,
      /\bat (?:java|javax|sun|org\.springframework)\./,
      /\bgoroutine \d+ \[/,
      /\bpanicked at /,
      /\bat [^\n]{1,200} \((?:file:\/\/)?\/[^\s)]{1,500}:\d+:\d+\)/,
    ],
  },
  {
    as: 'a connection string',
    secret: true,
    patterns: [
      /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|rediss|amqps?|mssql|kafka|clickhouse)(?:\+\w{1,20})?:\/\/[^\s"'\\]{3,300}/,
      /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'\\/:@]{1,100}:[^\s"'\\/:@]{1,100}@[^\s"'\\]{1,200}/,
      /\b(?:Server|Data Source|AccountName)=[^;"']{1,100};[^"']{0,200}(?:Password|Pwd|AccountKey)=[^;"'\s]{1,200}/i,
    ],
  },
  {
    as: 'a key',
    secret: true,
    patterns: [
      /\bsk-[A-Za-z0-9_-]{20,200}/,
      /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
      /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}|AIza[0-9A-Za-z_-]{30,}|xox[abp]-[0-9A-Za-z-]{10,})/,
      /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
      /\b[A-Z][A-Z0-9_]{0,40}(?:_KEY|_TOKEN|_SECRET|_PASSWORD)=[^\s"'\\]{6,200}/,
    ],
  },
  {
    as: 'an address of the internal network',
    patterns: [
      new RegExp(`\\b${PRIVATE}:\\d{2,5}\\b`),
      /\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:svc(?:\.cluster\.local)?|internal|cluster\.local|local|lan|intranet)(?::\d{2,5})?(?![\w.-])/,
      new RegExp(`\\bhttps?://${PRIVATE}\\b`),
      /\bhost=['"][a-z0-9.-]{1,200}['"],? port=\d{2,5}\b/i,
    ],
  },
  {
    as: 'a path of a file of the server',
    patterns: [
      new RegExp(`(?<![\\w.:/-])/${HOME}/(?:[\\w.@+-]{1,100}/){0,20}[\\w.@+-]{1,100}\\.${FILE}\\b`),
      new RegExp(`\\b[A-Z]:\\\\{1,2}(?:[\\w .@+-]{1,100}\\\\{1,2}){1,20}[\\w.@+-]{1,100}\\.${FILE}\\b`),
    ],
  },
]

export interface Exposed {
  readonly as: string
  /** The text from there on; of a secret only its beginning. */
  readonly shown: string
}

/** How much of a secret a report shows. */
const SHOWN_OF_SECRET = 10

/**
 * The first internal in a text, by the order of the kinds; undefined if it has none.
 * @param isKnown whether the client has it already, because the request contains it
 */
export function findInternal(text: string, isKnown: (found: string) => boolean): Exposed | undefined {
  for (const { as, patterns, secret } of INTERNALS) {
    const found = patterns.map((pattern) => pattern.exec(text)).find((match) => match !== null && !isKnown(match[0]))
    if (!found) continue
    const shown = secret ? `${found[0].slice(0, SHOWN_OF_SECRET)}…` : text.slice(found.index, found.index + 120)
    return { as, shown }
  }
  return undefined
}
