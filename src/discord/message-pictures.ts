import { z } from 'zod';

/** One picture of a message. The link is signed and lives about a day: download it at once, never store it. */
export interface MessagePicture {
  url: string;
  fileName: string | null;
}

const PICTURE_TYPE = /^image\//;
const PICTURE_NAME = /\.(png|jpe?g|webp|gif|avif|heic|bmp|tiff?)$/i;

const attachmentSchema = z.looseObject({
  url: z.string(),
  filename: z.string().nullish(),
  content_type: z.string().nullish(),
});
const mediaSchema = z.looseObject({
  url: z.string(),
  proxy_url: z.string().nullish(),
  content_type: z.string().nullish(),
  attachment_id: z.string().nullish(),
});
const embedSchema = z.looseObject({ image: mediaSchema.nullish(), thumbnail: mediaSchema.nullish() });

interface Component {
  custom_id?: string | null | undefined;
  components?: readonly Component[] | null | undefined;
  accessory?: Component | null | undefined;
  items?: readonly { media: z.infer<typeof mediaSchema> }[] | null | undefined;
  media?: z.infer<typeof mediaSchema> | null | undefined;
  file?: z.infer<typeof mediaSchema> | null | undefined;
}
/** Galleries (`items`), thumbnails (`media`), files (`file`), and what holds them: containers, rows, sections with an accessory. */
const componentSchema: z.ZodType<Component> = z.lazy(() =>
  z.looseObject({
    custom_id: z.string().nullish(),
    components: z.array(componentSchema).nullish(),
    accessory: componentSchema.nullish(),
    items: z.array(z.looseObject({ media: mediaSchema })).nullish(),
    media: mediaSchema.nullish(),
    file: mediaSchema.nullish(),
  }),
);

const contentSchema = z.looseObject({
  attachments: z.array(attachmentSchema).nullish(),
  embeds: z.array(embedSchema).nullish(),
  components: z.array(componentSchema).nullish(),
});
const messageSchema = z.looseObject({
  ...contentSchema.shape,
  message_snapshots: z.array(z.looseObject({ message: contentSchema })).nullish(),
});

type Content = z.infer<typeof contentSchema>;

/**
 * Every picture of a message as Discord's API answers it, in the order in which people see them: attachments, embeds, components; those
 * of a forwarded message after them. A file that an embed or a component shows is not among the attachments, so none comes twice.
 * Embeds beside attachments are left out: mostly they are previews of links, and nobody means those. None for anything that is no
 * message. Whoever stores an index into this list finds the same picture under it later.
 */
export function picturesOfMessage(rawMessage: unknown): readonly MessagePicture[] {
  const parsed = messageSchema.safeParse(rawMessage);
  if (!parsed.success) return [];
  return [...picturesOfContent(parsed.data), ...picturesOfForward(parsed.data)];
}

/** What a person sends along with words of theirs: files, and a forward. A preview of a link among the words is no such picture. */
export function picturesSentWith(rawMessage: unknown): readonly MessagePicture[] {
  const parsed = messageSchema.safeParse(rawMessage);
  if (!parsed.success) return [];
  return [...attachedPictures(parsed.data), ...picturesOfForward(parsed.data)];
}

/** Every `custom_id` of a message's components. */
export function customIdsOf(rawMessage: unknown): readonly string[] {
  const ids = ({ custom_id: own, ...rest }: Component): string[] => [
    ...(own ? [own] : []),
    ...innerOf(rest).flatMap(ids),
  ];
  return (contentSchema.safeParse(rawMessage).data?.components ?? []).flatMap(ids);
}

function innerOf({ components, accessory }: Component): readonly Component[] {
  return [...(components ?? []), ...(accessory ? [accessory] : [])];
}

function picturesOfForward({ message_snapshots: forwards }: z.infer<typeof messageSchema>): MessagePicture[] {
  const forwarded = forwards?.[0]?.message;
  return forwarded ? picturesOfContent(forwarded) : [];
}

function picturesOfContent(content: Content): MessagePicture[] {
  const attached = attachedPictures(content);
  return [
    ...attached,
    ...(attached.length > 0 ? [] : embeddedPictures(content)),
    ...(content.components ?? []).flatMap(picturesOfComponent),
  ];
}

function attachedPictures({ attachments }: Content): MessagePicture[] {
  return (attachments ?? [])
    .filter((file) => isPicture(file.content_type, file.filename ?? ''))
    .map(({ url, filename }) => ({ url, fileName: filename ?? null }));
}

function embeddedPictures({ embeds }: Content): MessagePicture[] {
  return (embeds ?? []).flatMap(({ image, thumbnail }) => {
    // Beside a picture, a thumbnail is only somebody's emblem.
    const media = image ?? thumbnail;
    return media ? [pictureOf(media)] : [];
  });
}

function picturesOfComponent(component: Component): MessagePicture[] {
  const own = [...(component.items ?? []).map((item) => item.media), component.media, component.file];
  return [
    ...own.flatMap((media) =>
      media && isPicture(media.content_type, nameOf(media) ?? '') ? [pictureOf(media)] : [],
    ),
    ...innerOf(component).flatMap(picturesOfComponent),
  ];
}

/** A file of the message as it was uploaded; foreign hosts are reached through Discord's own proxy alone. */
function pictureOf(media: z.infer<typeof mediaSchema>): MessagePicture {
  const url = media.attachment_id ? media.url : (media.proxy_url ?? media.url);
  return { url, fileName: nameOf(media) };
}

function nameOf({ url }: { url: string }): string | null {
  const name = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  return name === '' ? null : name;
}

/** Discord tells the type of nearly every file; where it does not, the name has to do. The bytes are looked at later in any case. */
function isPicture(contentType: string | null | undefined, name: string): boolean {
  return contentType ? PICTURE_TYPE.test(contentType) : PICTURE_NAME.test(name);
}
