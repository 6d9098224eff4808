// Every document of the corpus has the core's own bytes for an answer.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as liveberth from "liveberth";

import { documents } from "./corpus-files.js";
import { replayCorpus } from "./corpus.js";

const skip = documents.length === 0 && "there are no documents";

test("every document is answered with the core's own bytes", { skip }, () => {
  assert.deepEqual(replayCorpus(documents, liveberth), []);
});
