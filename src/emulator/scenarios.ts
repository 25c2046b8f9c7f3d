/** Where a scenario bites: when a request is taken (`job`, for its whole life) or at one kind of call. */
export type Stage = 'job' | 'submit' | 'status' | 'result' | 'download' | 'upload';

interface Scenario {
  stages: readonly [Stage, ...Stage[]];
  /** How often it bites when the magic word names no number; null: each time. */
  times: number | null;
  /** For people: what the service does. `docs/emulator.md` says the same sentence. */
  sentence: string;
}

const scenario = (stages: Scenario['stages'], times: number | null, sentence: string): Scenario => ({
  stages,
  times,
  sentence,
});

/** Every scenario, by its name; `#name` in a prompt is its magic word. */
export const SCENARIOS = {
  block: scenario(['job'], null, 'The request FAILS as a content block, uncharged.'),
  'validation-failed': scenario(
    ['job'],
    null,
    'The submit is taken and FAILS at once on validation, uncharged.',
  ),
  'render-failed': scenario(['job'], null, 'The request FAILS with an internal error, uncharged.'),
  slow: scenario(['job'], null, 'The request takes five times as long.'),
  stuck: scenario(['job'], null, 'The request stays PROCESSING for ever.'),
  'unknown-state': scenario(
    ['job'],
    null,
    'While it runs the request shows the state WARMING_UP, which no document knows; then it completes.',
  ),
  expired: scenario(['job'], null, 'The request completes and is billed, but every look at it answers 404.'),
  'result-lost': scenario(['job'], null, 'The status says COMPLETED, the result answers 404; it is billed.'),
  'several-images': scenario(['job'], null, 'The result has three pictures.'),
  'with-text': scenario(['job'], null, 'The result has a text beside the picture.'),
  'foreign-output': scenario(
    ['job'],
    null,
    'The result names a picture on a host that is not the service’s: 169.254.169.254.',
  ),
  'bad-request-400': scenario(['submit'], null, 'The submit answers 400, bad parameters.'),
  'bad-key-401': scenario(['submit'], null, 'The submit answers 401, invalid key.'),
  'no-credit-402': scenario(['submit'], null, 'The submit answers 402, insufficient credits.'),
  'forbidden-403': scenario(['submit'], null, 'The submit answers 403, insufficient permissions.'),
  'no-credit-406': scenario(
    ['submit'],
    null,
    'The submit answers 406 with the words of insufficient credits.',
  ),
  'retired-410': scenario(['submit'], null, 'The submit answers 410, the model is retired.'),
  'rate-limit': scenario(['submit'], 2, 'The submit answers 429 without saying when to come back.'),
  'rate-limit-reset': scenario(
    ['submit'],
    1,
    'The submit answers 429 with x-rate-limit-reset-at-utc, two seconds ahead.',
  ),
  'rate-limit-polls': scenario(
    ['status', 'result'],
    3,
    'Status and result answer 429 without saying when to come back.',
  ),
  'submit-500': scenario(['submit'], 1, 'The submit answers 500 and is not taken.'),
  'submit-502': scenario(['submit'], 1, 'The submit answers 502 with a gateway’s HTML and is not taken.'),
  'submit-503': scenario(['submit'], 1, 'The submit answers 503 and is not taken.'),
  'submit-504': scenario(['submit'], 1, 'The submit answers 504, yet it is taken, runs and is billed.'),
  'submit-cut': scenario(
    ['submit'],
    1,
    'The connection is cut after the body was taken: the request is in the ledger, runs and is billed.',
  ),
  'submit-hang': scenario(
    ['submit'],
    1,
    'The submit is taken and never answered; the connection stays open.',
  ),
  'submit-html': scenario(['submit'], 1, 'The submit is taken and answered 200 with HTML instead of JSON.'),
  'status-500': scenario(['status'], 1, 'The status answers 500.'),
  'status-503': scenario(['status'], 3, 'The status answers 503.'),
  'status-cut': scenario(['status'], 2, 'The connection is cut instead of an answer to the status.'),
  'status-html': scenario(['status'], 2, 'The status answers 200 with HTML instead of JSON.'),
  'result-500': scenario(['result'], 1, 'The result answers 500.'),
  'result-503': scenario(['result'], 2, 'The result answers 503.'),
  'result-html': scenario(['result'], 1, 'The result answers 200 with HTML instead of JSON.'),
  'download-503': scenario(['download'], 2, 'The picture’s address answers 503.'),
  'download-404': scenario(['download'], null, 'The picture is gone: its address answers 404.'),
  'download-cut': scenario(['download'], 1, 'The connection is cut half way through the picture.'),
  'download-redirect': scenario(['download'], null, 'The picture’s address redirects to 169.254.169.254.'),
  truncated: scenario(['download'], null, 'The picture is whole by HTTP, but half of its bytes are missing.'),
  'wrong-type': scenario(['download'], null, 'The picture is sent as text/plain.'),
  'not-a-picture': scenario(['download'], null, 'HTML is sent as image/jpeg.'),
  'upload-500': scenario(
    ['upload'],
    null,
    'The upload answers 500 (by rule alone: an upload has no prompt).',
  ),
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as [ScenarioName, ...ScenarioName[]];

export function scenarioOf(name: ScenarioName): Scenario {
  return SCENARIOS[name];
}
