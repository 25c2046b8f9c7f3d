import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { z } from 'zod';

/**
 * A chat in a process of its own: it posts, finds and edits, writes each delivery, with its pictures' hashes, to a ledger on disk at the
 * moment it takes it, and now and then takes a post and cuts the answer. It never dies; the bot does.
 */

/** How long an answer takes, so that a kill can fall between a post and its record. */
const ANSWER_DELAY_MS = 25;
const CUT_SHARE = 0.05;

interface Post {
  messageId: string;
  deliveryKey: string;
  /** Hashes. */
  pictures: readonly string[];
}

const bodySchema = z.object({
  jobId: z.string().default(''),
  deliveryKey: z.string().default(''),
  pictures: z.array(z.string()).default([]),
});
type Body = z.output<typeof bodySchema>;

const [ledgerPath = ''] = process.argv.slice(2);
const announced = new Map<string, string>();
const posts: Post[] = [];
let messages = 0;

function newMessage(): string {
  messages += 1;
  return `m${messages}`;
}

function take(method: string, { jobId, deliveryKey, pictures }: Body): unknown {
  switch (method) {
    case '/announce': {
      // Like a nonce on a platform: the same job's announcement again is the same message.
      const messageId = announced.get(jobId) ?? newMessage();
      announced.set(jobId, messageId);
      return { messageId };
    }
    case '/deliver': {
      const post = { messageId: newMessage(), deliveryKey, pictures };
      posts.push(post);
      appendFileSync(ledgerPath, `${JSON.stringify({ event: 'delivered', at: Date.now(), ...post })}\n`);
      process.send?.({ took: 'delivery' });
      return { messageId: post.messageId };
    }
    case '/find':
      return {
        messages: posts.filter((post) => post.deliveryKey === deliveryKey).map((post) => post.messageId),
      };
    default:
      return {};
  }
}

async function read(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = take(request.url ?? '', await read(request));
  setTimeout(() => {
    if (Math.random() < CUT_SHARE) response.destroy();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  }, ANSWER_DELAY_MS);
}

const server = createServer((request, response) => {
  // A killed bot leaves half a request behind; its post was never taken.
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}` });
});
process.once('disconnect', () => process.exit(0));
