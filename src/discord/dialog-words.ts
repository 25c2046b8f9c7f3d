/** Every word of this adapter's dialogs: the edit form, sharing, the tray. What there is to say about jobs comes from the core. */
export const DIALOG_WORDS = {
  sayWhatToChange: 'Say what to change',

  editTitle: 'Edit image',
  change: 'What should change?',
  changeExample: 'make it night',
  shape: 'Shape',
  keepShape: 'Keep the shape',
  morePictures: 'More pictures to work from',
  morePicturesHint: 'Optional. In your words they follow the ones you edit: “the hat of image 2”.',
  whoSees: 'Who sees the result?',
  everyone: 'Everyone here',
  onlyMe: 'Only me, until I share it',
  formTooOld: 'This form was open for too long. Open it again from the message.',

  underWay: 'That is under way already.',
  notYourPicture: 'This picture waits for the person who asked for it.',

  shareTo: 'Where shall this picture be posted?',
  chooseChannel: 'Choose a channel or a thread',
  shared: 'It is posted:',
  sharedBefore:
    'That channel was chosen for it a moment ago, so look there first. After ten minutes it can be chosen again.',
  mayBeShared: "I don't know whether it was posted. Look there before you share it again.",
  noOtherChannel: 'A picture can be shared on a server. In direct messages there is only you and me.',
  notJoined: 'The bot has not joined this server, so it cannot post in its other channels.',
  channelUnknown: 'That channel cannot be reached. Choose another one.',
  ageRestricted:
    'This picture was made in an age-restricted channel, so it can be posted only in a channel that is age-restricted too.',

  trayAdded: (added: number): string => (added === 1 ? 'Added one picture.' : `Added ${added} pictures.`),
  trayKnown: 'These pictures were in your tray already.',
  trayFull: (left: number, most: number): string =>
    `Your tray holds ${most} pictures at most, so ${left === 1 ? 'one was' : `${left} were`} left out.`,
  tray: (count: number, most: number): string => `Your pictures to work from: ${count} of ${most}`,
  trayUse: 'Your next /imagine works from them, in this order, after the pictures that you attach to it.',
  trayEmpty: 'Your tray is empty. Choose “Use as reference” on a message with pictures to fill it.',
  trayInTheWay: (count: number): string =>
    count === 1
      ? 'Your tray holds a picture that every /imagine works from as well. Take it out here, and ask again.'
      : `Your tray holds ${count} pictures that every /imagine works from as well. Take some out here, or all of them, and ask again.`,
  trayMore: (count: number): string => `and ${count} more`,
  trayPicture: (at: number): string => `Picture ${at}`,
  trayRemove: 'Remove pictures…',
  trayClear: 'Clear the tray',
} as const;
