/** The languages beside English in which Discord shows the commands. */
const LANGUAGES = ['de', 'fr', 'es-ES', 'pt-BR', 'ja'] as const;
type Language = (typeof LANGUAGES)[number];

/** One text in all languages; `en` is what Discord shows in every other one. */
export type Said = Readonly<Record<'en' | Language, string>>;

/** As Discord's `…_localizations` take it. Latin America reads the Spanish of Spain rather than English. */
export function localizations(said: Said): Record<string, string> {
  return {
    ...Object.fromEntries(LANGUAGES.map((language) => [language, said[language]])),
    'es-419': said['es-ES'],
  };
}

/** The same in English, German, French, Spanish, Portuguese and Japanese. */
export function say(en: string, de: string, fr: string, es: string, pt: string, ja: string): Said {
  return { en, de, fr, 'es-ES': es, 'pt-BR': pt, ja };
}

/** Name and description of a command or an option. Names are what payloads carry, in English. */
export interface Described {
  name: Said;
  about: Said;
}

export const IMAGINE = {
  name: say('imagine', 'imagine', 'imagine', 'imagina', 'imagine', '画像生成'),
  about: say(
    'Paint a picture, or change the ones you attach.',
    'Male ein Bild, oder ändere die, die du anhängst.',
    'Peins une image, ou modifie celles que tu joins.',
    'Pinta una imagen, o cambia las que adjuntes.',
    'Pinte uma imagem, ou mude as que você anexar.',
    '言葉から画像を描きます。添付した画像を描き変えることもできます。',
  ),
} satisfies Described;

export const PROMPT = {
  name: say('prompt', 'prompt', 'prompt', 'prompt', 'prompt', 'プロンプト'),
  about: say(
    'What to paint; flags such as --ar 16:9 may stand at the end.',
    'Was gemalt wird; am Ende dürfen Flags wie --ar 16:9 stehen.',
    'Quoi peindre ; des options comme --ar 16:9 peuvent suivre.',
    'Qué pintar; al final puede haber opciones como --ar 16:9.',
    'O que pintar; opções como --ar 16:9 podem vir no fim.',
    '描きたいもの。末尾に --ar 16:9 などのフラグを書けます。',
  ),
} satisfies Described;

/** `image1` to `image14`. */
export function imageWords(n: number): Described {
  return {
    name: say(`image${n}`, `bild${n}`, `image${n}`, `imagen${n}`, `imagem${n}`, `画像${n}`),
    about: say(
      `Picture ${n} to work from; call it “image ${n}”.`,
      `Bild ${n} als Vorlage; nenne es „image ${n}“.`,
      `Image ${n} de départ ; appelle-la « image ${n} ».`,
      `Imagen ${n} de partida; llámala «image ${n}».`,
      `Imagem ${n} de partida; chame-a de “image ${n}”.`,
      `元にする画像${n}。「image ${n}」と呼べます。`,
    ),
  };
}

export const ASPECT_RATIO = {
  name: say('aspect_ratio', 'format', 'proportions', 'proporción', 'proporção', '縦横比'),
  about: say(
    'The shape, width to height. An edit keeps the shape of its picture.',
    'Breite zu Höhe. Eine Änderung behält die Form ihres Bildes.',
    'Largeur sur hauteur. Une modification garde la forme de son image.',
    'Ancho por alto. Un cambio conserva la forma de su imagen.',
    'Largura por altura. Uma mudança mantém a forma da imagem.',
    '幅と高さの比。描き変えでは元の画像の形を保ちます。',
  ),
} satisfies Described;

export const COUNT = {
  name: say('count', 'anzahl', 'nombre', 'cantidad', 'quantidade', '枚数'),
  about: say(
    'How many pictures; each is paid.',
    'Wie viele Bilder; jedes kostet.',
    'Combien d’images ; chacune est payante.',
    'Cuántas imágenes; cada una se paga.',
    'Quantas imagens; cada uma é paga.',
    '画像の枚数。1枚ごとに料金がかかります。',
  ),
} satisfies Described;

export const SEED_OPTION = {
  name: say('seed', 'seed', 'graine', 'semilla', 'semente', 'シード'),
  about: say(
    'The same prompt with the same seed paints alike.',
    'Derselbe Prompt mit demselben Seed malt Ähnliches.',
    'Le même prompt avec la même graine peint la même chose.',
    'El mismo prompt con la misma semilla pinta lo mismo.',
    'O mesmo prompt com a mesma semente pinta igual.',
    '同じプロンプトと同じシードで似た画像になります。',
  ),
} satisfies Described;

export const FORMAT = {
  name: say('format', 'dateityp', 'format', 'formato', 'formato', '形式'),
  about: say(
    'The kind of file.',
    'Die Art der Datei.',
    'Le type de fichier.',
    'El tipo de archivo.',
    'O tipo de arquivo.',
    'ファイル形式。',
  ),
} satisfies Described;

export const THINKING = {
  name: say('thinking', 'denken', 'réflexion', 'reflexión', 'reflexão', '思考'),
  about: say(
    'How much the model thinks before it paints.',
    'Wie viel das Modell nachdenkt, bevor es malt.',
    'Combien le modèle réfléchit avant de peindre.',
    'Cuánto piensa el modelo antes de pintar.',
    'Quanto o modelo pensa antes de pintar.',
    '描く前にモデルがどれだけ考えるか。',
  ),
} satisfies Described;

export const THINKING_CHOICES = {
  minimal: say(
    'minimal: faster',
    'minimal: schneller',
    'minimal : plus rapide',
    'mínimo: más rápido',
    'mínimo: mais rápido',
    '最小：速い',
  ),
  high: say(
    'high: keeps closer to the words',
    'hoch: hält sich enger an die Worte',
    'élevé : plus fidèle aux mots',
    'alto: más fiel a las palabras',
    'alto: mais fiel às palavras',
    '高：言葉により忠実',
  ),
} as const;

export const SAFETY = {
  name: say('safety', 'sicherheit', 'sécurité', 'seguridad', 'segurança', '安全度'),
  about: say(
    'What the model lets pass. High values: only in age-restricted channels.',
    'Was das Modell durchlässt. Hohe Werte nur in Kanälen mit Altersbeschränkung.',
    'Ce que le modèle laisse passer. Valeurs élevées : salons avec limite d’âge.',
    'Lo que el modelo deja pasar. Valores altos: solo en canales con restricción de edad.',
    'O que o modelo deixa passar. Valores altos: só em canais com restrição de idade.',
    'モデルが許す範囲。大きい値は年齢制限チャンネルのみ。',
  ),
} satisfies Described;

export const SAFETY_ENDS = {
  strict: say('strict', 'streng', 'strict', 'estricto', 'rígido', '厳しい'),
  permissive: say('permissive', 'freizügig', 'permissif', 'permisivo', 'permissivo', '緩い'),
} as const;

export const VISIBILITY = {
  name: say('visibility', 'sichtbarkeit', 'visibilité', 'visibilidad', 'visibilidade', '公開範囲'),
  about: say(
    'Who sees the picture. You can share a private one later.',
    'Wer das Bild sieht. Ein privates kannst du später teilen.',
    'Qui voit l’image. Une image privée peut être partagée plus tard.',
    'Quién ve la imagen. Una privada se puede compartir después.',
    'Quem vê a imagem. Uma privada pode ser compartilhada depois.',
    '誰が画像を見られるか。非公開でも後から共有できます。',
  ),
} satisfies Described;

export const VISIBILITY_CHOICES = {
  channel: say('everyone here', 'alle hier', 'tout le monde ici', 'todos aquí', 'todos aqui', '全員'),
  requester: say('only me', 'nur ich', 'moi seulement', 'solo yo', 'só eu', '自分だけ'),
} as const;

export const SPOILER = {
  name: say('spoiler', 'spoiler', 'spoiler', 'spoiler', 'spoiler', 'スポイラー'),
  about: say(
    'Veil the picture until it is clicked.',
    'Das Bild verhüllen, bis man es anklickt.',
    'Voiler l’image jusqu’au clic.',
    'Ocultar la imagen hasta que se pulse.',
    'Ocultar a imagem até que se clique nela.',
    'クリックするまで画像を隠します。',
  ),
} satisfies Described;

export const EDIT_IMAGE = say(
  'Edit image',
  'Bild ändern',
  'Modifier l’image',
  'Editar imagen',
  'Editar imagem',
  '画像を編集',
);
export const USE_AS_REFERENCE = say(
  'Use as reference',
  'Als Vorlage nehmen',
  'Utiliser comme référence',
  'Usar como referencia',
  'Usar como referência',
  '参照画像にする',
);
