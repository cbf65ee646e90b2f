import type { TextPredictor } from "#models/text";
import { falseAlarmRate } from "#monitor";
import { leastProfile, type Profile, profileOf } from "#register";
import { seededRandom, shuffle } from "#statistics";
import { bankingTexts, choices, type Labelled, sampleTexts, type Texts, teach } from "./alarms-models.ts";
import { type Answer, alarmAfter, alarmsInWeek, profileOfAnswers, splitAnswers } from "./alarms-streams.ts";
import type { Bench, Report } from "./report.ts";

const labelCounts = [60, 300, 1000, 3000] as const;
const profileSizes = [leastProfile, 600] as const;
const sizes = [50, 500, 5000] as const;
const looks = [50, 100, 150, 220, 330, 500, 750, 1100, 1700, 2500, 3700, 5000];
// The items of the project that may be learned from; what is left was never seen.
const projectItems = 4000;
const [streams, weeks, shifts, contrasts] = [100, 40, 40, 10];
const hourly = 40;

/**
 * How often monitoring raises an alert where nothing changed, whatever was labelled and however it was chosen, and whether it
 * does where something did: the shipped learner, profile, sketches and thresholds on simulated traffic.
 */
export const alarmsBench: Bench = {
  name: "alarms",
  run: async (report) => {
    const sample = sampleTexts(projectItems + profileSizes[1] + 168 * hourly + 400);
    const banking = bankingTexts();
    if ("reason" in banking) report.skip("banking77", banking.reason);
    const sets = "reason" in banking ? [sample] : [sample, banking];
    for (const set of sets) {
      const strange = sets.find((one) => one !== set)?.all;
      await measureSet(report, set, strange);
    }
  },
};

async function measureSet(report: Report, set: Texts, strange: readonly Labelled[] | undefined): Promise<void> {
  const [items, unseen] = [set.all.slice(0, projectItems), set.all.slice(projectItems)];
  let [alarms, all] = [0, 0];
  for (const labels of labelCounts) {
    for (const choice of choices) {
      const { model, folds } = teach({ items, labels, choice });
      const answered = answererOf(model);
      const answers = unseen.map(answered);
      await contrastFolds(report, {
        where: `${set.name}, ${labels} labels ${choice}`,
        profile: profileOf("out-of-fold", folds),
        answers,
      });
      for (const profileItems of profileSizes) {
        const where = `${set.name}, ${labels} labels ${choice}, profile of ${profileItems}`;
        const after = await alarmTimes(answers, profileItems);
        for (const size of sizes)
          addRate(report, { where, what: `by ${size} answers`, alarms: countBy(after, size), of: streams });
        alarms += countBy(after, 5000);
        all += streams;
      }
      if (labels === 1000 && choice === "active") {
        await measureWeeks(report, set.name, answers);
        await measurePower(report, { name: set.name, answers, strange: strange?.map(answered) });
      }
    }
  }
  addRate(report, { where: `${set.name}, all cells`, what: "by 5000 answers", alarms, of: all });
}

const countBy = (after: readonly number[], size: number) => after.filter((look) => look <= size).length;

const answererOf =
  (model: TextPredictor) =>
  ({ text, label: truth }: Labelled): Answer => {
    const { best, score, unseenWords: unseen } = model.predict(text);
    return { label: model.labels[best] ?? "", score, unseen, milliseconds: 1, truth };
  };

interface Folds {
  readonly where: string;
  readonly profile: Profile;
  readonly answers: readonly Answer[];
}

/** What would be if a profile were the answers of folds to the labelled items: why it is not. */
async function contrastFolds(report: Report, { where, profile, answers }: Folds): Promise<void> {
  let alarms = 0;
  for (let stream = 0; stream < contrasts; stream++) {
    const traffic = shuffle([...answers], seededRandom(4000 + stream));
    if ((await alarmAfter(profile, traffic, looks)) <= 5000) alarms++;
  }
  const metric = "for contrast: false alarms by 5000 answers were the profile out of fold";
  report.add({ case: where, metric, unit: "", ours: alarms / contrasts, better: "lower" });
}

async function alarmTimes(answers: readonly Answer[], items: number): Promise<number[]> {
  const found: number[] = [];
  for (let stream = 0; stream < streams; stream++) {
    const { profile, traffic } = splitAnswers(answers, { items, random: seededRandom(1000 + stream) });
    found.push(await alarmAfter(profile, traffic, looks));
  }
  return found;
}

/** Whole weeks that are looked at every hour. */
async function measureWeeks(report: Report, name: string, answers: readonly Answer[]): Promise<void> {
  for (const items of profileSizes) {
    let alarms = 0;
    for (let week = 0; week < weeks; week++) {
      const { profile, traffic } = splitAnswers(answers, { items, random: seededRandom(2000 + week) });
      if (await alarmsInWeek(profile, traffic, Math.min(hourly, Math.floor(traffic.length / 168)))) alarms++;
    }
    addRate(report, {
      where: `${name}, 1000 labels active, profile of ${items}`,
      what: "in a week of hourly looks",
      alarms,
      of: weeks,
    });
  }
}

interface Rate {
  readonly where: string;
  readonly what: string;
  readonly alarms: number;
  readonly of: number;
}

function addRate(report: Report, { where, what, alarms, of }: Rate): void {
  const most = mostByChance(of);
  const share = `${falseAlarmRate * 100} %`;
  const metric = `false alarms ${what} (${alarms} of ${of}; ${share} allows up to ${most} by chance)`;
  report.add({
    case: where,
    metric,
    unit: "",
    ours: alarms / of,
    better: "lower",
    target: { of: "ours", bound: most / of },
  });
}

/** The most alarms that a rate as stated gives in so many streams, but for one time in a thousand: there are some hundred cells. */
function mostByChance(streamsOf: number): number {
  let chance = (1 - falseAlarmRate) ** streamsOf;
  let [count, below] = [0, chance];
  while (below < 0.999) {
    chance *= (((streamsOf - count) / (count + 1)) * falseAlarmRate) / (1 - falseAlarmRate);
    below += chance;
    count++;
  }
  return count;
}

interface Shifting {
  readonly name: string;
  readonly answers: readonly Answer[];
  /** Answers to texts of another kind. */
  readonly strange: readonly Answer[] | undefined;
}

/** Whether an alert opens where traffic has changed: without it, a monitor that is silent for ever would pass. */
async function measurePower(report: Report, { name, answers, strange }: Shifting): Promise<void> {
  const where = `${name}, 1000 labels active, profile of ${profileSizes[1]}`;
  const [big = ""] = commonest(answers);
  const isBig = (one: Answer) => one.truth === big;
  const share = answers.filter(isBig).length / answers.length;
  await addPower(report, { where, what: "commonest label doubled", of: answers, mix: [isBig, 2 * share] });
  await addPower(report, {
    where,
    what: "one label is a quarter more",
    of: answers,
    mix: [isBig, share + 0.25],
    target: 0.9,
  });
  if (!strange) return report.skip(`${name}, strange texts`, "there are no texts of another kind");
  const added = strange.map((one) => ({ ...one, truth: "strange" }));
  const mix = [(one: Answer) => one.truth === "strange", 0.3] as const;
  await addPower(report, { where, what: "3 of 10 texts of another kind", of: answers, added, mix, target: 0.9 });
}

function commonest(answers: readonly Answer[]): string[] {
  const counts = new Map<string, number>();
  for (const one of answers) counts.set(one.truth, (counts.get(one.truth) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]).map(([label]) => label);
}

interface Power {
  readonly where: string;
  readonly what: string;
  readonly of: readonly Answer[];
  readonly added?: readonly Answer[];
  /** Which answers make up how large a share of the traffic. */
  readonly mix: readonly [is: (one: Answer) => boolean, share: number];
  readonly target?: number;
}

async function addPower(report: Report, given: Power): Promise<void> {
  const [is, share] = given.mix;
  const after: number[] = [];
  for (let shift = 0; shift < shifts; shift++) {
    const random = seededRandom(3000 + shift);
    const mixed = shuffle([...given.of], random);
    const profile = profileOfAnswers(mixed.slice(0, profileSizes[1]));
    const rest = [...mixed.slice(profileSizes[1]), ...(given.added ?? [])];
    const parts = { yes: rest.filter(is), no: rest.filter((one) => !is(one)) };
    const drawn = Array.from({ length: 5000 }, () => {
      const part = random() < share ? parts.yes : parts.no;
      return part[Math.floor(random() * part.length)] as Answer;
    });
    after.push(await alarmAfter(profile, drawn, looks));
  }
  for (const size of [500, 5000] as const) {
    const target = given.target && size === 5000 ? ({ of: "ours", bound: given.target } as const) : undefined;
    const metric = `alerts by ${size} answers: ${given.what}`;
    report.add({ case: given.where, metric, unit: "", ours: countBy(after, size) / shifts, better: "higher", target });
  }
}
