import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { envExample } from '../../../src/app/env-example.ts';
import { loadConfig } from '../../../src/config.ts';
import { ConfigError } from '../../../src/core/index.ts';
import { SETTINGS } from '../../../src/settings.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const DISCORD = { DISCORD_TOKEN: 'discord-token-of-a-test', SEGMIND_API_KEY: 'SG_key_of_a_test' };
const SLACK = { SLACK_BOT_TOKEN: 'xoxb-of-a-test', SEGMIND_API_KEY: 'SG_key_of_a_test' };

describe('the settings', () => {
  it('work with nothing set: the studio is on, the emulator paints', () => {
    const config = loadConfig({});
    expect(config.service.apiKey).toBeNull();
    expect(config.service.baseUrl).toBe('https://api.segmind.com');
    expect(config.process).toMatchObject({ studio: true, httpHost: '127.0.0.1', httpPort: 3000 });
    expect(config.discord).toBeNull();
    expect(config.slack).toBeNull();
  });

  it('keeps the database beside everything else, unless it is named', () => {
    expect(loadConfig({}).state.databaseUrl).toBe('sqlite:data/imagine-bot.db');
    expect(loadConfig({ DATA_DIR: '/srv/bot' }).state.databaseUrl).toBe('sqlite:/srv/bot/imagine-bot.db');
    expect(loadConfig({ DATABASE_URL: 'sqlite:/x.db' }).state.databaseUrl).toBe('sqlite:/x.db');
  });

  it('treats an empty value as not set', () => {
    expect(loadConfig({ SEGMIND_API_KEY: '', LOG_LEVEL: ' ' }).process.logLevel).toBe('info');
  });

  it('names every problem at once', () => {
    const problems = problemsOf({ HTTP_PORT: '99999', LOG_LEVEL: 'loud', SEGMIND_BASE_URL: 'ftp://x' });
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toContain('HTTP_PORT must be a whole number from 0 to 65535; it is "99999".');
  });

  it('never repeats a secret in a complaint', () => {
    const problems = problemsOf({ ENCRYPTION_KEY: 'c2VjcmV0', STUDIO_TOKEN: 'short-secret' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toMatch(/c2VjcmV0|short-secret/);
  });

  it.each([
    ['a chat platform without a key to paint with', { DISCORD_TOKEN: 'x' }, 'SEGMIND_API_KEY'],
    ['Slack without a way in', SLACK, 'SLACK_APP_TOKEN'],
    ['Slack with a way in and no bot', { SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
    [
      'half of an OAuth set-up',
      { ...SLACK, SLACK_APP_TOKEN: 'x', SLACK_CLIENT_ID: '1' },
      'SLACK_CLIENT_SECRET',
    ],
    ['a studio open to the network without a password', { HTTP_HOST: '0.0.0.0' }, 'STUDIO_TOKEN'],
    ['PostgreSQL, which comes later', { DATABASE_URL: 'postgres://localhost/bot' }, 'DATABASE_URL'],
    ['plain http to another machine', { SEGMIND_BASE_URL: 'http://example.org' }, 'SEGMIND_BASE_URL'],
  ])('refuses %s', (_what, environment, name) => {
    expect(problemsOf(environment).join('\n')).toContain(name);
  });

  it('accepts plain http on loopback and hosts with ports, for test servers', () => {
    const config = loadConfig({
      ...DISCORD,
      SEGMIND_BASE_URL: 'http://127.0.0.1:8787',
      SEGMIND_OUTPUT_HOSTS: '127.0.0.1:8787, images.segmind.com',
      DISCORD_API_URL: 'http://127.0.0.1:9999/api',
    });
    expect(config.service.outputHosts).toEqual(['127.0.0.1:8787', 'images.segmind.com']);
    expect(config.process.studio).toBe(false);
  });

  it('lists the secrets that are set, for the logger', () => {
    expect(loadConfig(DISCORD).secrets).toEqual(['SG_key_of_a_test', 'discord-token-of-a-test']);
  });

  it('are all in .env.example, each with what it does', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
    for (const setting of Object.values(SETTINGS)) expect(setting.about.length).toBeGreaterThan(10);
  });
});
