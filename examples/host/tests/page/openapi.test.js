// The API's description is what the specification of OpenAPI says one is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";

import { startHost, TOKEN } from "./program.js";

let host;

before(async () => {
  host = await startHost();
});

after(() => host?.stop());

const PROJECT = "ri.compass.main.folder.6f2f2f5e-5a0f-4b3c-9c0c-6d5d8a2a7f01";

for (const query of ["", `?project=${PROJECT}`]) {
  test(`the description is valid: ${query || "of every project"}`, async () => {
    const answer = await fetch(`${host.address}/liveberth/v1/openapi.json${query}`, {
      headers: { Authorization: `Bearer ${TOKEN}` },
    });
    const validator = new Validator();
    const { valid, errors } = await validator.validate(await answer.json());
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(validator.version, "3.1");
  });
}
