import { deflateSync, crc32 } from 'node:zlib';

import sharp from 'sharp';

export interface SampleOptions {
  widthPx?: number;
  heightPx?: number;
  type?: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff';
  hasAlpha?: boolean;
  /** Noise does not compress, so the file is large. Default: a red left half and a blue right one. */
  isNoise?: boolean;
}

/** A picture of any kind, red on the left and blue on the right. */
export async function samplePicture(options: SampleOptions = {}): Promise<Buffer> {
  const { widthPx = 64, heightPx = 48, type = 'png', hasAlpha = false, isNoise = false } = options;
  const channels = hasAlpha ? 4 : 3;
  const pixels = Buffer.alloc(widthPx * heightPx * channels);
  let random = 1;
  const noise = (): number => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return random & 255;
  };
  for (let offset = 0; offset < pixels.length; offset += channels) {
    const isLeft = (offset / channels) % widthPx < widthPx / 2;
    pixels[offset] = isNoise ? noise() : isLeft ? 255 : 0;
    pixels[offset + 1] = isNoise ? noise() : 0;
    pixels[offset + 2] = isNoise ? noise() : isLeft ? 0 : 255;
    if (hasAlpha) pixels[offset + 3] = isLeft ? 255 : 0;
  }
  const raw = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } });
  return raw.toFormat(type).toBuffer();
}

/** A photo with the place where it was taken, the name of its camera, and an orientation. */
export async function photoWithSecrets(orientation: number): Promise<Buffer> {
  const place = {
    IFD0: { Make: 'SecretCamera', Copyright: 'SecretOwner' },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '51/1 30/1 0/1',
      GPSLongitudeRef: 'W',
      GPSLongitude: '0/1 7/1 0/1',
    },
  };
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/><!--SecretXmp--></x:xmpmeta>';
  return sharp(await samplePicture({ widthPx: 80, heightPx: 40 }))
    .withMetadata({ orientation })
    .withExifMerge(place)
    .withXmp(xmp)
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
}

/** A png of some 70 bytes whose head claims any size. */
export function pngThatClaims(widthPx: number, heightPx: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  // 8 bits a channel, RGB.
  head.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(Buffer.alloc(1000))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const chunk = Buffer.alloc(named.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  named.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(named), chunk.length - 4);
  return chunk;
}

/** The red, green and blue of one pixel. */
export async function pixelAt(bytes: Uint8Array, x: number, y: number): Promise<readonly number[]> {
  const pixel = await sharp(bytes)
    .extract({ left: x, top: y, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer();
  return [...pixel.subarray(0, 3)];
}
