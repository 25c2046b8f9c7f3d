import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openStudioStand, type StudioStand } from '../../support/studio-fixture.ts';
import { paintedTake, sampleRequest, sampleRequester } from '../../support/sample-job.ts';

describe('a studio that starts again', () => {
  let stand: StudioStand;
  beforeEach(async () => {
    stand = await openStudioStand();
  });
  afterEach(() => stand.close());

  async function privateJob(sharedAt: number | null): Promise<string> {
    const conversation = {
      platform: 'studio',
      workspaceId: null,
      channelId: 'general',
      threadId: null,
    } as const;
    const { origin } = sampleRequest();
    const request = sampleRequest({
      id: '01JYYYYYYYYYYYYYYYYYYYYYYY',
      audience: 'requester',
      requester: { ...sampleRequester, userId: 'somebody' },
      origin: { ...origin, conversation },
    });
    const job = await stand.rig.left(
      { id: request.id, rootJobId: request.id, request, sharedAt, state: 'delivered' },
      [paintedTake()],
    );
    await stand.studio.presenter.announce(job, stand.rig.bot.view(job), new AbortController().signal);
    return job.id;
  }

  async function restart(): Promise<void> {
    const { rig, notes } = stand;
    await stand.close();
    stand = await openStudioStand({ rig, notes });
  }

  it('shows what was shared just before its end', async () => {
    const id = await privateJob(1);
    const ben = await stand.browser('Ben');
    expect(await ben.message(id)).toBeNull();
    await restart();
    expect(await ben.at(stand.url).message(id)).toMatchObject({ isPrivate: false });
  });

  it('keeps private what nobody shared', async () => {
    const id = await privateJob(null);
    const ben = await stand.browser('Ben');
    await restart();
    expect(await ben.at(stand.url).message(id)).toBeNull();
  });
});
