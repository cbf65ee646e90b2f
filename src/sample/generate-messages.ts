import { type Random, seededRandom } from "#statistics";
import { expandTemplate, oneOf } from "./expand-template.ts";
import { type Care, roughenText } from "./roughen-text.ts";
import { closings, fillers, news, openings, vague } from "./slots.ts";
import { sampleLabels, templates } from "./templates.ts";

/** A support message with what its writer wants. */
export interface Message {
  readonly text: string;
  readonly label: string;
}

/** How often classes come, relative to 1, and how large the share of messages is that speak of the latest news. */
export interface Mix {
  readonly weights: Readonly<Record<string, number>>;
  readonly news: number;
}

/** What came to the shop while the labelled messages were written. */
const usualMix: Mix = { weights: { "Delivery late": 1.5, Invoice: 0.7, "Wrong item": 0.8 }, news: 0 };

/** What comes later: many more refunds, and a strike, a storm and a product that nobody spoke of before. */
export const laterMix: Mix = { weights: { ...usualMix.weights, Refund: 2.5 }, news: 0.3 };

const vagueShare = 0.02;
const asideShare = 0.06;

/** Invents messages to the support of a shop; the same seed gives the same messages. */
export function generateMessages(given: { count: number; seed: number; mix?: Mix }): Message[] {
  const random = seededRandom(given.seed);
  const mix = given.mix ?? usualMix;
  const draw = drawLabel(mix.weights);
  return Array.from({ length: given.count }, () => writeMessage(draw(random), mix, random));
}

function drawLabel(weights: Mix["weights"]): (random: Random) => string {
  const sums: number[] = [];
  for (const label of sampleLabels) sums.push((sums.at(-1) ?? 0) + (weights[label] ?? 1));
  return (random) => {
    const drawn = random() * (sums.at(-1) ?? 0);
    return sampleLabels[sums.findIndex((sum) => drawn < sum)] as string;
  };
}

function writeMessage(label: string, mix: Mix, random: Random): Message {
  const care = oneOf<Care>(["careful", "careful", "hasty", "hasty", "hasty", "careless"], random);
  const parts = [heart(label, random)];
  if (random() < asideShare) parts.push(expandTemplate(oneOf(templates[asideOf(label, random)] ?? [], random), random));
  if (random() < 0.25) parts.push(part(fillers, random));
  if (random() < 0.25) parts.reverse();
  if (random() < mix.news) parts.push(part(news, random));
  if (random() < 0.3) parts.push(part(closings, random));
  const body = parts.join(oneOf([". ", ", ", ". "], random)).replace(/([?!])[.,] /g, "$1 ");
  const opening = random() < 0.35 ? `${part(openings, random)} ` : "";
  return { text: roughenText(opening + body, care, random), label };
}

const part = (choices: string, random: Random): string => expandTemplate(oneOf(choices.split("|"), random), random);

/** The sentence that matters: mostly one that says it clearly, now and then one that others might write too. */
function heart(label: string, random: Random): string {
  const fitting = vague.filter(([, labels]) => labels.includes(label));
  const [unclear] = random() < vagueShare && fitting.length > 0 ? oneOf(fitting, random) : [undefined];
  return expandTemplate(unclear ?? likelyOf(templates[label] ?? [], random), random);
}

/** Some things are asked far more often than others: the first ones of the list. */
const likelyOf = (choices: readonly string[], random: Random): string =>
  choices[Math.floor(random() ** 2 * choices.length)] ?? "";

/** People mention other things as well; mostly what lies near. */
function asideOf(label: string, random: Random): string {
  const near = vague.flatMap(([, labels]) => (labels.includes(label) ? labels : [])).filter((one) => one !== label);
  return random() < 0.8 && near.length > 0 ? oneOf(near, random) : oneOf(sampleLabels, random);
}
