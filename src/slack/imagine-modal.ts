import type { ModalView } from '@slack/types';

import { requireRights } from './before-money.ts';
import {
  countField,
  filesField,
  formatField,
  promptField,
  ratioField,
  safetyField,
  seedField,
  thinkingField,
  visibilityField,
} from './fields.ts';
import { formOf, keepForm } from './forms.ts';
import { isChannelId } from './ids.ts';
import type { SlackParts } from './parts.ts';
import type { Asked } from './translate.ts';
import { dialogView, openDialog } from './views.ts';
import { WORDS } from './words.ts';

export const IMAGINE_FORM = 'imagine_form';

export interface ImagineViewFacts {
  metadata: string;
  /** In direct messages everything is private. */
  hasAudience: boolean;
}

export function imagineView({ metadata, hasAudience }: ImagineViewFacts): ModalView {
  return dialogView({
    callbackId: IMAGINE_FORM,
    title: WORDS.formTitle,
    submit: WORDS.paint,
    metadata,
    blocks: [
      promptField(WORDS.promptLabel, WORDS.promptHint),
      filesField(),
      ratioField(),
      countField(),
      ...(hasAudience ? [visibilityField()] : []),
      seedField(),
      formatField(),
      thinkingField(),
      safetyField(),
    ],
  });
}

/**
 * Opens the form for what somebody began to ask for. Within three seconds of their click.
 *
 * @throws UserError where nothing that is painted could be shown.
 */
export async function openImagine(parts: SlackParts, asked: Asked, triggerId: string): Promise<void> {
  const { conversation } = asked.origin;
  const workspace = await parts.workspaceOf(conversation.workspaceId);
  requireRights(workspace);
  const metadata = await keepForm(parts, formOf(asked));
  const view = imagineView({
    metadata,
    hasAudience: isChannelId(conversation.channelId),
  });
  await openDialog(parts, workspace.teamId, triggerId, view);
}
