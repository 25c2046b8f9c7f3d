/** What the owner of a private picture is told while nobody knows whether its share came through. */
export const OPEN_SHARE_WORDS = {
  not_heard:
    "I don't know whether it was posted. Press Share again: I look first, and post it only where it is not there.",
  cannot_tell: "I can't see whether it was posted, so I will not post it again. Look in the channel.",
  elsewhere:
    "I don't know whether it was posted to another channel before. Share it to that one again first.",
} as const;
