/** The words of the presenter itself; everything about a job comes from the core's views. */
export const PRESENTER_WORDS = {
  show: 'Show my picture',
  /** On a private message whose time runs out: only a click lets the bot write there again. */
  showHint:
    'Discord closes this private message soon. Press the button, and the picture comes here all the same.',
  /** Said in the channel, so without a word of what was asked. */
  readyInPrivate: 'Your picture is ready. Only you can see it with this button.',
  /** The same of a request without a picture, or one that could not even begin. */
  endedInPrivate:
    'Your private request has ended. Only you can see how with this button. Open your direct messages to hear such news there.',
  /** On the message of a job whose pictures its place refused. */
  notHere: 'The picture could not be shown here, so it went to the one who asked for it in private.',
  backToOriginal: 'Where it was made',
} as const;
