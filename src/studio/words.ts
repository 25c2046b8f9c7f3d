/** Sentences of the studio itself; what there is to say about jobs comes from the core. */
export const WORDS = {
  signIn: 'This studio asks for its token first.',
  wrongToken: 'That is not the token of this studio.',
  tooManyAttempts: 'There were too many wrong tokens. Wait a little.',
  badForm: 'This page and its server do not understand each other. Reload the page.',
  csrf: 'This page is too old to act. Reload it.',
  wrongHost: 'Open the studio by the address that the start printed.',
  stopping: 'The studio is stopping. What is under way goes on after its next start.',
  noPage: 'The page of the studio is not built here. The studio itself runs, under /api.',
  noRoom: 'There is no such room.',
  tooManyRooms: 'There are too many rooms already.',
  noMessage: 'That message is not there any more.',
  notFound: 'There is nothing here.',
  emptyMessage: 'Write something first.',
  uploadMissing: 'Choose a picture to send.',
  unknownJob: 'There is no such picture here, or it is not yours to see.',
  guest: 'Guest',
  reference: 'A picture to work from',
  unknownCommand: (name: string): string => `There is no /${name} here. /help lists what there is.`,
  rendersUsage: 'Type /renders recent, /renders usage, /renders show and an id, or /renders forget.',
  noRenders: 'You have asked for no pictures here yet. Begin with /imagine and a few words.',
  forgotten: (jobs: number): string =>
    jobs === 0
      ? 'There was nothing to forget.'
      : `Forgotten: the words and pictures of ${jobs === 1 ? 'one request' : `${jobs} requests`}. What they cost stays counted. The files of the pictures are deleted within two days, unless somebody else uses the same ones.`,
  shared: (name: string): string => `${name} shared a picture that was private.`,
  carried: (name: string): string => `${name} shared this here.`,
} as const;

export const COMMANDS = [
  { name: 'imagine', about: 'Paints what you describe. Flags at the end set the shape and more.' },
  { name: 'renders', about: 'recent, usage, show <id> or forget: what you have asked for.' },
  { name: 'help', about: 'What can be typed here.' },
] as const;

export function helpText(flags: readonly { usage: string; about: string }[]): string {
  return [
    ...COMMANDS.map(({ name, about }) => `/${name}: ${about}`),
    'Reply to a picture with what to change, and it is painted anew. Up to 14 pictures can be sent along: "image 1 in the style of image 2".',
    ...flags.map(({ usage, about }) => `${usage}: ${about}`),
  ].join('\n');
}
