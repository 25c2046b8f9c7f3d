import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';

import type { PictureWire } from '../../wire.ts';

export interface PictureProps {
  picture: PictureWire;
  /** Stands in the corner: "Image 1". */
  label?: string;
  /** Width to height of the place that was held for it; its own where there was none. */
  ratio?: number | null;
  /** What a click does; without it the picture is only shown. */
  onOpen?: () => void;
}

/** A picture at its own shape, so that nothing moves when it arrives; a spoiler only once it is asked for. */
export function Picture({ picture, label, ratio, onOpen }: PictureProps): JSX.Element {
  const isVeiled = useSignal(picture.spoiler);
  const { widthPx, heightPx, hash, alt } = picture;
  const style = { '--ratio': String(ratio ?? widthPx / heightPx) };
  if (isVeiled.value) {
    return (
      <button
        type="button"
        class="shot veil"
        style={style}
        onClick={() => {
          isVeiled.value = false;
        }}
      >
        Spoiler. Show it
      </button>
    );
  }
  const image = (
    <img src={`/pictures/${hash}`} alt={alt} width={widthPx} height={heightPx} decoding="async" />
  );
  return (
    <figure class="shot" style={style}>
      {onOpen ? (
        <button type="button" class="open" aria-haspopup="dialog" onClick={onOpen}>
          {image}
        </button>
      ) : (
        image
      )}
      {label !== undefined && <figcaption>{label}</figcaption>}
    </figure>
  );
}
