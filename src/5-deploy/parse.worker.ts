import { answerQuestions } from "#platform/threads";
import { parseBody } from "./parse-body.ts";

answerQuestions((bytes: Uint8Array) => parseBody(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
