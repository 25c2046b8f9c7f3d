import { isFinalJob, type RenderJob, type Take } from '../jobs/job.ts';
import { DEFAULT_PARAMETERS } from '../segmind/parameters.ts';
import { countText, dollarsText } from './phrases.ts';
import type { FactView } from './view.ts';

/** What the picture was asked with, as far as it is worth a word: defaults go without saying, ratio, seed and price never do. */
export function factsOf(job: RenderJob, pricePerImageUsd: number): readonly FactView[] {
  const { parameters, sources } = job.request;
  return [
    fact('Ratio', parameters.aspectRatio === 'auto' ? 'auto ratio' : parameters.aspectRatio),
    seedFact(job.takes),
    ...priceFacts(job, pricePerImageUsd),
    ...(sources.length === 0
      ? []
      : [fact('References', String(sources.length), countText(sources.length, 'reference'))]),
    ...(parameters.thinkingLevel === DEFAULT_PARAMETERS.thinkingLevel
      ? []
      : [fact('Thinking', parameters.thinkingLevel, `${parameters.thinkingLevel} thinking`)]),
    ...(parameters.outputFormat === DEFAULT_PARAMETERS.outputFormat
      ? []
      : [fact('Format', parameters.outputFormat)]),
  ];
}

function seedFact(takes: readonly Take[]): FactView {
  const seeds = takes.map((take) => take.seed);
  const first = seeds[0] ?? 0;
  const isRun = seeds.length > 2 && seeds.every((seed, index) => seed === first + index);
  const value = isRun ? `${first}–${first + seeds.length - 1}` : seeds.join(', ');
  return fact('Seed', value, `${seeds.length === 1 ? 'seed' : 'seeds'} ${value}`);
}

/**
 * What the service told it cost; what it will cost by the price list; "up to", where a charge is not known. Nothing of a job that only
 * looks again at what another one bought.
 */
function priceFacts(job: RenderJob, pricePerImageUsd: number): readonly FactView[] {
  const bought = job.takes.filter((take) => take.boughtByJobId === null);
  if (bought.length === 0) return [];
  const isSettled = isFinalJob(job) || job.state === 'delivering';
  const spending = bought.filter((take) => mayCost(take) && !(isSettled && take.state === 'waiting'));
  const totalUsd = spending.reduce((sum, take) => sum + (take.costUsd ?? pricePerImageUsd), 0);
  const isUnsure = spending.some((take) => take.failure?.charged === 'unknown' || take.mayStillBill);
  const text = (isUnsure ? 'up to ' : '') + dollarsText(totalUsd);
  return [fact('Price', text)];
}

function mayCost(take: Take): boolean {
  if (take.state === 'failed') return take.failure?.charged !== 'no';
  return take.state !== 'cancelled' || take.mayStillBill;
}

function fact(label: string, value: string, text: string = value): FactView {
  return { label, value, text };
}
