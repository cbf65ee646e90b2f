import { answerQuestions } from "#platform/threads";
import type { HistogramPair } from "#statistics";
import { thresholdsOf } from "./watched.ts";

answerQuestions((pair: HistogramPair) => thresholdsOf("label-drift", pair));
