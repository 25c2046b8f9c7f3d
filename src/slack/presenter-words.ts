/** The words of the presenter itself; everything about a job comes from the core's views. */
export const PRESENTER_WORDS = {
  /** Said where a private picture was asked for. */
  inPrivate: 'Only for you: I am painting it in our direct messages.',
  notMember:
    'I cannot post here, so your picture comes in our direct messages. Add me to the channel with /invite to have it here.',
  /** In direct messages of other people nobody can invite it. */
  notPartOf: 'I have no part in this conversation, so your picture comes in our direct messages.',
  seePicture: 'See the picture',
  /** On the status message, when nobody knows any more how long it took. */
  painted: 'Painted',
  wentPrivate: 'It could not be posted here, so it went to you by direct message.',
} as const;
