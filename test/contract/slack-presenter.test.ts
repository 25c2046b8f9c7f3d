import { slackFixture } from '../support/slack-fixture.ts';
import { describePresenter } from './presenter-contract.ts';

describePresenter('Slack, for a command', () => slackFixture('command'), ['handle_expiry']);
describePresenter('Slack, for a mention in a thread', () => slackFixture('thread'), ['handle_expiry']);
