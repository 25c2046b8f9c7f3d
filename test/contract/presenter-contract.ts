import { afterEach, beforeEach, describe } from 'vitest';

import type { Can, PresenterFixture, PresenterLack } from './presenter-fixture.ts';
import { describeFailures } from './presenter-failure-cases.ts';
import { describeHostility } from './presenter-hostility-cases.ts';
import { describePosting } from './presenter-posting-cases.ts';

/**
 * What every presenter promises, run over a fake of its platform.
 *
 * @param lacks what the platform cannot do; those cases are not run.
 */
export function describePresenter(
  name: string,
  setup: () => Promise<PresenterFixture>,
  lacks: readonly PresenterLack[] = [],
): void {
  describe(`the presenter of ${name}`, () => {
    let fixture: PresenterFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(async () => {
      await fixture.close();
    });
    const current = (): PresenterFixture => fixture;
    const can: Can = (lack) => !lacks.includes(lack);
    describePosting(current, can);
    describeFailures(current, can);
    describeHostility(current, can);
  });
}
