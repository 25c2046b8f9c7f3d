import { PROMPT_FLAGS } from '../core/index.ts';

/** Sentences of Slack's own; what there is to say about jobs comes from the core. */
export const WORDS = {
  formTitle: 'Imagine',
  editTitle: 'Edit image',
  shareTitle: 'Share picture',
  paint: 'Paint',
  change: 'Change',
  share: 'Share',
  close: 'Close',
  promptLabel: 'What to paint',
  promptHint: 'A red fox in the snow, in the style of a woodcut',
  changeLabel: 'What to change',
  changeHint: 'Make it night',
  ratioLabel: 'Shape, width to height',
  ratioPlaceholder: 'As usual',
  ratioHint: 'Left out: a square, or the shape of the picture that it works from.',
  countLabel: 'How many pictures',
  countHint: 'Each is paid.',
  seedLabel: 'Seed',
  seedHint: 'The same words with the same seed paint alike. Left out: one is drawn.',
  formatLabel: 'File',
  thinkingLabel: 'Thinking',
  thinkingLevels: { high: 'High: keeps closer to the words', minimal: 'Minimal: faster' },
  safetyLabel: 'What may be shown',
  safetyPlaceholder: 'As usual',
  safetyLevel: (level: number, min: number, max: number): string =>
    `${level}${level === min ? ' (strict)' : level === max ? ' (permissive)' : ''}`,
  filesLabel: 'Pictures to work from',
  filesHint: 'Up to 10 png, jpg, webp or gif files.',
  visibilityLabel: 'Who sees it',
  everyone: 'Everyone here',
  onlyMe: 'Only me, until I share it',
  pictureLabel: 'Which picture',
  picture: (number: number): string => `Picture ${number}`,
  allPictures: (count: number): string => `All ${count} together`,
  destinationLabel: 'Where to',
  noSuchChoice: 'Choose one of the list.',
  wholeNumber: (min: number, max: number): string => `A whole number from ${min} to ${max}.`,
  tooManyFiles: (max: number): string => `At most ${max} files.`,
  noPictures: 'None of these files is a picture.',
  formTooOld: 'That form is too old, or it was not yours. Open it anew.',
  triggerTooOld: 'Slack had closed the door before the form could open. Please click once more.',
  formRefused: 'Slack would not open the form. Please try once more, or type `/imagine` and what to paint.',
  missingScopes: (scopes: readonly string[]): string =>
    `This app lacks a right that it needs here: ${scopes.join(', ')}. An admin of this workspace can reinstall it with that.`,
  notPermitted: (code: string): string =>
    `Slack does not let me do that here (${code}). An admin of this workspace can tell why.`,
  /** For what asks for a picture; of one that is paid already it would not be true. */
  uncharged: (words: string): string => `${words} Nothing was charged.`,
  archived: 'This channel is archived, so no picture can be posted in it.',
  cannotSeeFile:
    'I cannot see that file. Invite me to its channel with `/invite`, or attach the picture in the form that `/imagine` opens.',
  cannotReadThread:
    'I cannot read this thread, so I do not know which picture you mean. To change one, open the menu (⋮) of the message with it and choose “Edit image”, or attach it to your message. For a new picture type `/imagine` and what to paint.',
  nothingSaid:
    'Tell me what to paint, for example: “a red fox in the snow --ar 16:9”. Attach pictures to work from them, or answer in the thread of a picture with what to change. `/imagine help` tells more.',
  rendersUsage: 'Type `/renders recent`, `/renders usage`, `/renders show` and an id, or `/renders forget`.',
  noRenders: 'You have asked for no pictures here yet. Begin with `/imagine` and a few words.',
  unknownJob: 'There is no such picture here, or it is not yours to see.',
  noPictureOf: (headline: string): string => `There is no picture of it to show: ${headline}.`,
  shown: 'I have sent it to you directly.',
  forgetTitle: 'Forget',
  forget: 'Forget it all',
  forgetForSure:
    'This removes the words and pictures of everything that you have asked for in this workspace; messages that are posted stay. It cannot be undone.',
  forgotten: (jobs: number): string =>
    jobs === 0
      ? 'There was nothing to forget.'
      : `Forgotten: the words and pictures of ${jobs === 1 ? 'one request' : `${jobs} requests`}. What they cost stays counted. The files of the pictures are deleted within two days, unless somebody else uses the same ones. Messages that show them stay until you delete them.`,
  shared: 'Shared.',
  shareUnknown: "I don't know whether it was posted. Look there before you share it again.",
  botNotThere: 'I am not in that channel. Invite me there with `/invite`, then share once more.',
  youNotThere: 'You are not in that channel yourself, so I cannot share it there for you.',
  cannotCheck:
    'To share elsewhere this app has to see who is in a channel, and lacks the right to: channels:read, and groups:read for private channels. An admin of this workspace can reinstall it with them.',
  homeHeader: 'Your pictures',
  homeStart:
    'Type `/imagine` and what to paint in any channel, mention me with words and pictures, answer in the thread of a picture with what to change, or choose “Edit image” in the menu of any message with a picture. Here you can write to me directly.',
  homeButton: 'Paint something',
  homeRecent: 'Lately',
  homeUsage: 'Used',
  channelPlace: "This channel's",
  homePlace: "Our direct messages'",
} as const;

/** Whether the whole of what somebody typed asks for help. */
export function asksForHelp(text: string): boolean {
  return text.toLowerCase() === 'help';
}

export function helpText(): string {
  return [
    '/imagine and what to paint: the picture comes into this channel. Flags at the end set the shape and more.',
    '/imagine alone opens a form, where pictures to work from can be added.',
    '/renders recent, usage, show and an id, or forget: what you have asked for.',
    'Mention me, or write to me directly, with words and pictures. Answer in the thread of a picture with what to change. “Edit image” in the menu of a message changes anybody’s picture.',
    ...PROMPT_FLAGS.map(({ usage, about }) => `${usage}: ${about}`),
  ].join('\n');
}
