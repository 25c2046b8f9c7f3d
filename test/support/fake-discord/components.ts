import type { Media, StoredFile } from './media.ts';
import type { ComponentJson } from './state.ts';

const ATTACHMENT_SCHEME = 'attachment://';

/** Component type numbers (Discord's component reference). */
export const COMPONENT = {
  actionRow: 1,
  button: 2,
  textInput: 4,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  mediaGallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkbox: 23,
} as const;

const SELECT_TYPES: ReadonlySet<number> = new Set([3, 5, 6, 7, 8]);

/** Types that only exist under the IS_COMPONENTS_V2 flag. */
export const V2_ONLY_TYPES: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 14, 17]);

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asComponents(value: unknown): ComponentJson[] {
  return Array.isArray(value)
    ? value.filter(
        (item: unknown): item is ComponentJson => isRecord(item) && typeof item['type'] === 'number',
      )
    : [];
}

/** Every component of a message or modal, in reading order, parents first. */
export function* walkComponents(components: unknown): Generator<ComponentJson> {
  for (const component of asComponents(components)) {
    yield component;
    yield* walkComponents(component['components']);
    yield* walkComponents([component['accessory'], component['component']]);
  }
}

/** The media of one component: `{ url }` objects of galleries, thumbnails and files. */
export function mediaOf(component: ComponentJson): { url: string; description: unknown }[] {
  const holders: unknown[] =
    component.type === COMPONENT.mediaGallery && Array.isArray(component['items'])
      ? component['items']
      : [component];
  return holders.filter(isRecord).flatMap((holder) => {
    const media = holder['media'] ?? holder['file'];
    return isRecord(media) && typeof media['url'] === 'string'
      ? [{ url: media['url'], description: holder['description'] }]
      : [];
  });
}

/** The file that `attachment://name`, or a link to one of these files, names. */
export function fileNamed(files: readonly StoredFile[], url: string): StoredFile | undefined {
  if (url.startsWith(ATTACHMENT_SCHEME)) {
    const name = url.slice(ATTACHMENT_SCHEME.length);
    return files.find((file) => file.filename === name);
  }
  return files.find((file) => url.includes(`/${file.folder}/${file.id}/`));
}

export function isAttachmentName(url: string): boolean {
  return url.startsWith(ATTACHMENT_SCHEME);
}

/** Gives each component the number that Discord gives to those that came without one. */
export function numberComponents(components: readonly ComponentJson[]): ComponentJson[] {
  let last = 0;
  const number = (component: ComponentJson): ComponentJson => {
    const id = typeof component['id'] === 'number' && component['id'] > 0 ? component['id'] : (last += 1);
    const inner = asComponents(component['components']);
    const [accessory] = asComponents([component['accessory']]);
    return {
      ...component,
      id,
      ...(inner.length > 0 ? { components: inner.map(number) } : {}),
      ...(accessory ? { accessory: number(accessory) } : {}),
    };
  };
  return components.map(number);
}

/** A stored component as Discord answers it: media unfurled, defaults filled in, nulls of the request dropped. */
export function renderComponent(
  component: ComponentJson,
  files: readonly StoredFile[],
  media: Media,
): Record<string, unknown> {
  const rest = withoutNulls(component);
  const inner = asComponents(component['components']);
  const [accessory] = asComponents([component['accessory']]);
  const unfurled = (source: unknown): Record<string, unknown> => unfurl(source, files, media);
  return {
    ...rest,
    ...(inner.length > 0 ? { components: inner.map((child) => renderComponent(child, files, media)) } : {}),
    ...(accessory ? { accessory: renderComponent(accessory, files, media) } : {}),
    ...defaults(component, files, unfurled),
  };
}

function defaults(
  component: ComponentJson,
  files: readonly StoredFile[],
  unfurled: (source: unknown) => Record<string, unknown>,
): Record<string, unknown> {
  const shown = (holder: Record<string, unknown>): Record<string, unknown> => ({
    description: holder['description'] ?? null,
    spoiler: holder['spoiler'] ?? false,
  });
  switch (component.type) {
    case COMPONENT.mediaGallery: {
      const items = Array.isArray(component['items']) ? component['items'].filter(isRecord) : [];
      return { items: items.map((item) => ({ media: unfurled(item['media']), ...shown(item) })) };
    }
    case COMPONENT.thumbnail:
      return { media: unfurled(component['media']), ...shown(component) };
    case COMPONENT.file: {
      const source = component['file'];
      const file = isRecord(source) ? fileNamed(files, String(source['url'])) : undefined;
      return {
        file: unfurled(source),
        name: file?.filename ?? null,
        size: file?.bytes.byteLength ?? null,
        spoiler: component['spoiler'] ?? false,
      };
    }
    case COMPONENT.separator:
      return { divider: component['divider'] ?? true, spacing: component['spacing'] ?? 1 };
    case COMPONENT.container:
      return { accent_color: component['accent_color'] ?? null, spoiler: component['spoiler'] ?? false };
    default:
      return SELECT_TYPES.has(component.type)
        ? { min_values: component['min_values'] ?? 1, max_values: component['max_values'] ?? 1 }
        : {};
  }
}

function unfurl(source: unknown, files: readonly StoredFile[], media: Media): Record<string, unknown> {
  const url = isRecord(source) ? String(source['url']) : '';
  const file = fileNamed(files, url);
  if (!file) return { id: '1', url, proxy_url: url, width: null, height: null, content_type: null };
  const signed = media.url(file);
  return {
    id: file.id,
    url: signed,
    proxy_url: signed,
    width: file.width,
    height: file.height,
    content_type: file.contentType,
    attachment_id: file.id,
  };
}

export function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}
