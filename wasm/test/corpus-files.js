/** Every document of the corpus, from the core's tests. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

const FOLDER = `${process.env.LIVEBERTH_ROOT}/core/tests/corpus`;

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((it) => it.endsWith(".json")) : [];

export const documents = files
  .sort()
  .flatMap((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")));
