import type { ModalView } from '@slack/types';

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
import { hasScope } from './workspace.ts';
import { WORDS } from './words.ts';

export const IMAGINE_FORM = 'imagine_form';

export interface ImagineViewFacts {
  metadata: string;
  /** Without `files:read` a form with files in it is refused as a whole. */
  takesFiles: boolean;
  /** In direct messages everything is private. */
  hasAudience: boolean;
}

export function imagineView({ metadata, takesFiles, hasAudience }: ImagineViewFacts): ModalView {
  return dialogView({
    callbackId: IMAGINE_FORM,
    title: WORDS.formTitle,
    submit: WORDS.paint,
    metadata,
    blocks: [
      promptField(WORDS.promptLabel, WORDS.promptHint),
      ...(takesFiles ? [filesField()] : []),
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

/** Opens the form for what somebody began to ask for. Within three seconds of their click. */
export async function openImagine(parts: SlackParts, asked: Asked, triggerId: string): Promise<void> {
  const { conversation } = asked.origin;
  const workspace = await parts.workspaceOf(conversation.workspaceId);
  const metadata = await keepForm(parts, formOf(asked));
  const view = imagineView({
    metadata,
    takesFiles: hasScope(workspace, 'files:read'),
    hasAudience: isChannelId(conversation.channelId),
  });
  await openDialog(parts, workspace.teamId, triggerId, view);
}
