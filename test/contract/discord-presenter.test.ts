import { discordFixture } from '../support/discord-fixture.ts';
import { describePresenter } from './presenter-contract.ts';

describePresenter('Discord, for a command', () => discordFixture('command'));
describePresenter('Discord, for a mention', () => discordFixture('mention'), [
  'private_messages',
  'handle_expiry',
]);
