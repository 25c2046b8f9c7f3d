/** What this adapter says by itself outside of its dialogs; everything about a job comes from the core's views. */
export const ANSWER_WORDS = {
  stopping: 'The bot is being restarted. Ask again in a moment.',
  unknownCommand: 'This command belongs to another version of the bot. Reload Discord, and try again.',

  noRenders: 'You have asked for no pictures yet. Begin with /imagine and a few words.',
  unknownRender: 'There is no such picture of yours, or its request has none.',
  thisChannels: "This channel's",

  forgetQuestion:
    'Forget the words and pictures of everything you have asked for, on every server and in direct messages? It cannot be undone. What is being painted now stays, and so do messages in the channels: delete those by their own button first.',
  forget: 'Forget them',
  forgotten: (jobs: number): string =>
    jobs === 0
      ? 'There was nothing to forget.'
      : `Forgotten: the words and pictures of ${jobs === 1 ? 'one request' : `${jobs} requests`}. What they cost stays counted. The files of the pictures are deleted within two days, unless somebody else uses the same ones.`,
} as const;
