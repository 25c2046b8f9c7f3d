import { describe, expect, it } from 'vitest';

import { PlatformError } from '../../../src/core/errors.ts';
import { settle } from '../../support/manual-clock.ts';
import { INTERVAL_MS, pumpFixture, viewNamed } from '../../support/pump-fixture.ts';

describe('a status pump with a new way to its message', () => {
  it('goes on by another way, with the same view as well, once it is renewed', async () => {
    const { pump, clock, sent, failNext } = pumpFixture();
    pump.push(viewNamed('a'));
    await clock.advance(INTERVAL_MS);
    failNext(new PlatformError('handle_expired', 'No.'));
    pump.push(viewNamed('b'));
    await clock.advance(INTERVAL_MS);
    pump.renew();
    pump.push(viewNamed('b'));
    await clock.advance(INTERVAL_MS);
    pump.renew();
    pump.push(viewNamed('b'));
    await clock.advance(INTERVAL_MS);
    expect(sent()).toEqual(['a', 'b', 'b', 'b']);
  });

  it('is not silenced by the end of a way that was replaced meanwhile', async () => {
    const { pump, clock, sent, failNext, hold } = pumpFixture();
    failNext(new PlatformError('handle_expired', 'No.'));
    const goOn = hold();
    pump.push(viewNamed('a'));
    await settle();
    pump.renew();
    goOn();
    await settle();
    pump.push(viewNamed('b'));
    await clock.advance(INTERVAL_MS);
    expect(sent()).toEqual(['a', 'b']);
  });
});
