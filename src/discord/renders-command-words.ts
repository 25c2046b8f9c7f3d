import { say, type Described } from './command-words.ts';

export const RENDERS = {
  name: say('renders', 'bilder', 'rendus', 'imágenes', 'imagens', '画像一覧'),
  about: say(
    'What you have asked for.',
    'Was du malen ließest.',
    'Ce que tu as demandé.',
    'Lo que has pedido.',
    'O que você pediu.',
    '自分が頼んだ画像。',
  ),
} satisfies Described;

export const RECENT = {
  name: say('recent', 'letzte', 'récents', 'recientes', 'recentes', '最近'),
  about: say(
    'Your latest requests, on every server and in direct messages.',
    'Deine letzten Aufträge, auf allen Servern und in Direktnachrichten.',
    'Tes dernières demandes, sur tous les serveurs et en messages privés.',
    'Tus últimos pedidos, en todos los servidores y en mensajes directos.',
    'Seus últimos pedidos, em todos os servidores e em mensagens diretas.',
    'すべてのサーバーとDMでの最近の依頼。',
  ),
} satisfies Described;

export const USAGE = {
  name: say('usage', 'verbrauch', 'utilisation', 'uso', 'uso', '利用状況'),
  about: say(
    'What you, this channel and the bot have used, and what is allowed.',
    'Was du, dieser Kanal und der Bot verbraucht haben, und was erlaubt ist.',
    'Ce que toi, ce salon et le bot avez utilisé, et ce qui est permis.',
    'Lo que tú, este canal y el bot han usado, y lo permitido.',
    'O que você, este canal e o bot usaram, e o que é permitido.',
    'あなた・このチャンネル・ボットの利用量と上限。',
  ),
} satisfies Described;

export const SHOW = {
  name: say('show', 'zeigen', 'montrer', 'mostrar', 'mostrar', '表示'),
  about: say(
    'Show one of your pictures again, to you alone.',
    'Zeigt dir eines deiner Bilder noch einmal, nur dir.',
    'Te remontre une de tes images, à toi seul.',
    'Te muestra de nuevo una de tus imágenes, solo a ti.',
    'Mostra de novo uma de suas imagens, só para você.',
    '自分の画像を自分だけにもう一度表示します。',
  ),
} satisfies Described;

export const SHOW_RENDER = {
  name: say('render', 'bild', 'rendu', 'imagen', 'imagem', '画像'),
  about: say(
    'Which one: begin to type its prompt, or paste its id.',
    'Welches: tippe den Anfang des Prompts, oder füge die Id ein.',
    'Lequel : commence à taper le prompt, ou colle son identifiant.',
    'Cuál: empieza a escribir su prompt, o pega su id.',
    'Qual: comece a digitar o prompt, ou cole o id.',
    'プロンプトの先頭を入力するか、IDを貼り付けてください。',
  ),
} satisfies Described;

export const FORGET = {
  name: say('forget', 'vergessen', 'oublier', 'olvidar', 'esquecer', '消去'),
  about: say(
    'Delete the words and pictures that the bot keeps of you, on every server and in direct messages.',
    'Löscht deine Worte und Bilder, die der Bot aufbewahrt: auf allen Servern und in Direktnachrichten.',
    'Supprime tes mots et images gardés par le bot, sur tous les serveurs et en messages privés.',
    'Borra tus palabras e imágenes guardadas por el bot, en todos los servidores y mensajes directos.',
    'Apaga suas palavras e imagens guardadas pelo bot, em todos os servidores e mensagens diretas.',
    'ボットが保存しているあなたの言葉と画像を、すべてのサーバーとDMで消します。',
  ),
} satisfies Described;
