/** What is said to a message that cannot be read or answered as it was meant. */
export const REPLY_WORDS = {
  unreadableReply:
    'I cannot read that: Discord hides the words of a reply to a picture from me. Press the button and say there what to change, or mention me in the reply.',
  hiddenPicture:
    'I cannot see a picture in the message you replied to: Discord shows me only messages that mention me. Choose Apps, then “Edit image”, in the menu of that message.',
  unreadableMessage:
    'I may not read the message you replied to: “Read Message History” is missing. Someone who manages this server can give it. Nothing was charged.',
  /** Begins what is said by direct message, because the bot may not write in that channel. */
  about: (link: string): string => `About your message ${link}:`,
} as const;
