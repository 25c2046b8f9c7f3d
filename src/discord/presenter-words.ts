/** The words of the presenter itself; everything about a job comes from the core's views. */
export const PRESENTER_WORDS = {
  show: 'Show my picture',
  /** On a private message whose time runs out: only a click lets the bot write there again. */
  showHint:
    'Discord closes this private message soon. Press the button, and the picture comes here all the same.',
  /** Said in the channel, so without a word of what was asked. */
  readyInPrivate: 'Your private picture is ready. Only you can see it with this button.',
  backToOriginal: 'Where it was made',
} as const;
