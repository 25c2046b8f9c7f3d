import type { ErrorCode } from '../errors.ts';

export interface FailureWords {
  /** A few words for the top of the message. */
  headline: string;
  /** What happened, in a sentence. */
  what: string;
  /** What would help where the same request would fail again. */
  otherwise: string;
}

const PICTURE_FAILED = 'The picture did not come through';
const OWN_FAULT = 'Something went wrong here';
const NO_WAY_TO_POST = 'The pictures cannot be posted here';

/** Every way to fail, as a person is told of it. A new code does not compile until it has words. */
export const FAILURE_WORDS = {
  bad_prompt: {
    headline: 'This prompt cannot be painted',
    what: 'The prompt is empty, too long, or holds nothing to paint.',
    otherwise: 'Change the prompt and ask again.',
  },
  bad_flag: {
    headline: 'An option is not understood',
    what: 'The request has an option that is not known.',
    otherwise: 'Correct the option and ask again.',
  },
  bad_parameter: {
    headline: 'A setting does not fit',
    what: 'The request has a setting with a value that cannot be used.',
    otherwise: 'Correct the value and ask again.',
  },
  too_many_pictures: {
    headline: 'Too many pictures to work from',
    what: 'A request can work from 14 pictures at most.',
    otherwise: 'Ask again with fewer pictures.',
  },
  no_picture: {
    headline: 'No picture to work from',
    what: 'There is no picture to change.',
    otherwise: 'Reply to a picture, or attach one, and ask again.',
  },
  picture_unreadable: {
    headline: 'A picture could not be read',
    what: 'One of the pictures to work from is damaged or of a kind that cannot be read.',
    otherwise: 'Send it as jpg, png or webp and ask again.',
  },
  picture_too_large: {
    headline: 'A picture is too large',
    what: 'One of the pictures to work from is too large.',
    otherwise: 'Send a smaller one and ask again.',
  },
  picture_gone: {
    headline: 'A picture is gone',
    what: 'One of the pictures to work from is not there any more.',
    otherwise: 'Send it again with your request.',
  },
  picture_unreachable: {
    headline: 'A picture could not be fetched',
    what: 'One of the pictures to work from could not be downloaded.',
    otherwise: 'Attach the picture itself and ask again.',
  },
  address_refused: {
    headline: 'A picture could not be fetched',
    what: 'Pictures are not fetched from that address.',
    otherwise: 'Attach the picture itself and ask again.',
  },
  over_limit: {
    headline: 'Over a limit',
    what: 'This request goes over a limit of this bot.',
    otherwise: 'Ask again when the limit is free.',
  },
  not_allowed: {
    headline: 'Not allowed here',
    what: "The rules of this bot don't allow this request here.",
    otherwise: 'An admin of this bot can tell who may ask, and where.',
  },
  not_yours: {
    headline: 'Not yours',
    what: 'Only the person who asked for this picture can do that.',
    otherwise: 'Make your own with a variation or an edit.',
  },
  unknown_action: {
    headline: 'This button does not work any more',
    what: 'This button belongs to a message that is no longer known.',
    otherwise: 'Make a new request instead.',
  },
  too_late: {
    headline: 'Too late for that',
    what: 'That cannot be done any more.',
    otherwise: 'Make a new request instead.',
  },
  bad_usage: {
    headline: 'This command is not understood',
    what: 'The command is not understood.',
    otherwise: 'Look at its help and ask again.',
  },
  auth: {
    headline: "The bot can't reach its painter",
    what: "The painting service doesn't accept this bot's key.",
    otherwise: 'Only an admin of this bot can mend that; please tell one.',
  },
  forbidden: {
    headline: "The bot can't reach its painter",
    what: "The painting service doesn't let this bot use the model.",
    otherwise: 'Only an admin of this bot can mend that; please tell one.',
  },
  no_credit: {
    headline: 'The painting credit is used up',
    what: "This bot's credit at the painting service is used up.",
    otherwise: 'Please tell an admin of this bot; it works again once the credit is filled up.',
  },
  invalid_input: {
    headline: 'The painting service refused the request',
    what: 'The painting service cannot work with this request.',
    otherwise: 'Change the prompt or the settings and ask again.',
  },
  not_found: {
    headline: PICTURE_FAILED,
    what: "The painting service doesn't know this request.",
    otherwise: 'Make a new request instead.',
  },
  rate_limited: {
    headline: 'The painting service is busy',
    what: 'The painting service takes no more requests from this bot for the moment.',
    otherwise: 'Wait a minute and ask again.',
  },
  unavailable: {
    headline: 'The painting service is down',
    what: 'The painting service cannot be reached.',
    otherwise: 'Ask again later.',
  },
  protocol: {
    headline: PICTURE_FAILED,
    what: 'The painting service gave an answer that makes no sense.',
    otherwise: 'If that happens again, please tell an admin of this bot.',
  },
  render_failed: {
    headline: PICTURE_FAILED,
    what: 'The model failed to paint it.',
    otherwise: 'Change the prompt or the settings and ask again.',
  },
  blocked: {
    headline: 'Blocked by the model',
    what: "The model's safety filter blocked this picture.",
    otherwise: 'Word it differently, or use other pictures, and ask again.',
  },
  expired: {
    headline: 'The picture has expired',
    what: 'The painting service keeps a request for one hour, and that hour is over.',
    otherwise: 'Make a new request instead.',
  },
  deadline: {
    headline: 'No answer in time',
    what: 'The painting service did not finish in time; it may still be painting.',
    otherwise: 'Make a new request instead.',
  },
  result_lost: {
    headline: 'The painting service lost the picture',
    what: 'The picture was painted, but the painting service lost it.',
    otherwise: 'Make a new request instead.',
  },
  output_unreadable: {
    headline: 'The painted picture is damaged',
    what: 'What the painting service sent is not a picture that can be read.',
    otherwise: 'Make a new request instead.',
  },
  submit_outcome_unknown: {
    headline: 'Lost on the way to the painting service',
    what: 'The connection broke while the request was being sent, so nobody knows whether it arrived.',
    otherwise: 'Make a new request instead; it may be charged twice.',
  },
  platform_missing_permission: {
    headline: NO_WAY_TO_POST,
    what: 'This bot may not post pictures in this place.',
    otherwise: 'Ask an admin of this place to allow it, or ask somewhere else.',
  },
  platform_rate_limited: {
    headline: 'The chat is busy',
    what: 'The chat takes no more messages from this bot for the moment.',
    otherwise: 'Wait a minute and ask again.',
  },
  platform_handle_expired: {
    headline: NO_WAY_TO_POST,
    what: 'The way to answer this message has expired.',
    otherwise: 'Make a new request instead.',
  },
  platform_payload_too_large: {
    headline: NO_WAY_TO_POST,
    what: 'The picture is larger than this place allows.',
    otherwise: 'Ask for the format jpg, or ask somewhere else.',
  },
  platform_gone: {
    headline: NO_WAY_TO_POST,
    what: 'The message or the place it belongs to is gone.',
    otherwise: 'Ask again somewhere else.',
  },
  platform_unavailable: {
    headline: 'The chat is down',
    what: 'The chat could not be reached.',
    otherwise: 'Ask again later.',
  },
  platform_outcome_unknown: {
    headline: 'The chat did not answer',
    what: 'The chat did not say whether the message was posted.',
    otherwise: 'Look for it above before you ask again.',
  },
  platform_rejected: {
    headline: NO_WAY_TO_POST,
    what: 'The chat refused the message.',
    otherwise: 'If that happens again, please tell an admin of this bot.',
  },
  store_version_conflict: ownFault(),
  store_retry_under_way: ownFault(),
  store_not_found: ownFault(),
  store_newer_schema: ownFault(),
  store_in_use: ownFault(),
  store_disk_full: {
    headline: OWN_FAULT,
    what: "The bot's disk is full, so it takes no request that it could not keep.",
    otherwise: 'Only an admin of this bot can mend that; please tell one.',
  },
  store_corrupt: ownFault(),
  store_unreadable: ownFault(),
  store_bad_key: ownFault(),
  config: {
    headline: OWN_FAULT,
    what: 'The bot is not set up correctly.',
    otherwise: 'Only an admin of this bot can mend that; please tell one.',
  },
  internal: {
    headline: OWN_FAULT,
    what: 'The bot met an error of its own.',
    otherwise: 'If that happens again, please tell an admin of this bot.',
  },
} satisfies Record<ErrorCode, FailureWords> as Record<ErrorCode, FailureWords>;

function ownFault(): FailureWords {
  return {
    headline: OWN_FAULT,
    what: 'The bot could not read or write its own records.',
    otherwise: 'Only an admin of this bot can mend that; please tell one.',
  };
}
