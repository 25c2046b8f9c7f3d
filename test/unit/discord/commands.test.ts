import {
  ApplicationCommandOptionType,
  REST,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ASPECT_RATIOS, MAX_SOURCES, PlatformError } from '../../../src/core/index.ts';
import { COMMAND_NAMES, commandsFor } from '../../../src/discord/commands.ts';
import { registerCommands } from '../../../src/discord/register.ts';
import { restOptions } from '../../../src/discord/rest-options.ts';
import { startFakeDiscord, type FakeDiscord } from '../../support/fake-discord/index.ts';

const LANGUAGES = ['de', 'fr', 'es-ES', 'es-419', 'pt-BR', 'ja'];
const NEVER = new AbortController().signal;

function slash(name: string): RESTPostAPIChatInputApplicationCommandsJSONBody {
  const found = commandsFor('global').find((command) => command.name === name);
  return found as RESTPostAPIChatInputApplicationCommandsJSONBody;
}

function* nodes(node: object): Generator<Record<string, unknown>> {
  yield { ...node };
  const inner = { ...node } as { options?: object[]; choices?: object[] };
  for (const part of [...(inner.options ?? []), ...(inner.choices ?? [])]) yield* nodes(part);
}

describe('the commands', () => {
  it('offer a picture option for every reference that a request can have', () => {
    const files = (slash('imagine').options ?? []).filter(
      ({ type }) => type === ApplicationCommandOptionType.Attachment,
    );
    expect(files.map(({ name }) => name)).toEqual(
      Array.from({ length: MAX_SOURCES }, (_, index) => `image${index + 1}`),
    );
  });

  it('offer the ratios that the service paints', () => {
    const ratio = slash('imagine').options?.find(({ name }) => name === 'aspect_ratio');
    const choices = ratio && 'choices' in ratio ? (ratio.choices ?? []) : [];
    expect(choices.map(({ value }) => value)).toEqual([...ASPECT_RATIOS]);
  });

  it('are named and described in every language', () => {
    for (const command of commandsFor('global')) {
      for (const node of nodes(command)) {
        for (const field of ['name', 'description']) {
          // Figures and ratios read the same everywhere.
          if (!(field in node) || /^[\d:]+$|^(auto|jpg|png)$/.test(String(node[field]))) continue;
          const others = node[`${field}_localizations`] as Record<string, string>;
          expect(Object.keys(others), `${String(node['name'])} ${field}`).toEqual(
            expect.arrayContaining(LANGUAGES),
          );
        }
      }
    }
  });

  it('say where they are offered only for all of Discord', () => {
    for (const command of commandsFor('global'))
      expect(command).toMatchObject({ contexts: [0, 1, 2], integration_types: [0, 1] });
    for (const command of commandsFor('guild')) {
      expect(command).not.toHaveProperty('contexts');
      expect(command).not.toHaveProperty('integration_types');
    }
  });
});

describe('registering', () => {
  let fake: FakeDiscord;
  let rest: REST;

  beforeEach(async () => {
    fake = await startFakeDiscord();
    rest = new REST(restOptions(fake.apiUrl)).setToken(fake.token);
  });

  afterEach(async () => {
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
    await fake.close();
  });

  const names = (place: string): string[] =>
    (fake.world.commands.get(place) ?? []).map(({ name }) => name).sort();

  it('puts all commands up everywhere, within every limit of Discord', async () => {
    const count = await registerCommands({ rest, applicationId: fake.botId, guildId: null, signal: NEVER });
    expect(names('global')).toEqual(Object.values(COMMAND_NAMES).sort());
    expect(count).toBe(names('global').length);
    expect(fake.violations).toEqual([]);
  });

  it('puts them up in one server alone, within every limit of Discord', async () => {
    const guild = fake.guild();
    await registerCommands({ rest, applicationId: fake.botId, guildId: guild.id, signal: NEVER });
    expect(names(guild.id)).toEqual(Object.values(COMMAND_NAMES).sort());
    expect(names('global')).toEqual([]);
    expect(fake.violations).toEqual([]);
  });

  it('replaces what was registered before', async () => {
    const options = { rest, applicationId: fake.botId, guildId: null, signal: NEVER };
    await registerCommands(options);
    await registerCommands(options);
    expect(names('global')).toHaveLength(Object.values(COMMAND_NAMES).length);
  });

  it('says why it could not, without the request', async () => {
    fake.failNext('PUT /applications/{application_id}/commands', { status: 403, code: 50001 });
    const registering = registerCommands({ rest, applicationId: fake.botId, guildId: null, signal: NEVER });
    await expect(registering).rejects.toSatisfy(
      (error) => error instanceof PlatformError && error.reason === 'missing_permission',
    );
  });
});
