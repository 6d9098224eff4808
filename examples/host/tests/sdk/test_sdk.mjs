// Drives a running host with the TypeScript client of the API.
//
// Usage: node test_sdk.mjs HOST:PORT TOKEN, where these packages can be found:
// @osdk/client 2.22.0, @osdk/shared.net.platformapi 1.5.0
//
// The published packages hold no generated functions for live deployments yet, so the calls below
// are what such functions consist of: method, path, and which arguments there are.

import assert from "node:assert/strict";
import { createPlatformClient } from "@osdk/client";
import { foundryPlatformFetch } from "@osdk/shared.net.platformapi";

const [, , address, token] = process.argv;
const client = createPlatformClient(`http://${address}`, async () => token);

const GET = 0, POST = 1, PUT = 2;
const BODY = 1, QUERY = 2;
const PATH = "/v2/models/liveDeployments";
const call = (method, path, flags) => (...values) =>
  foundryPlatformFetch(client, [method, PATH + path, flags], ...values, { preview: true });
const create = call(POST, "", BODY | QUERY);
const get = call(GET, "/{0}", QUERY);
const replace = call(PUT, "/{0}", BODY | QUERY);
const disable = call(POST, "/{0}/disable", QUERY);
const start = call(POST, "/{0}/start", QUERY);
const list = (query) =>
  foundryPlatformFetch(client, [GET, PATH, QUERY], { ...query, preview: true });

const modelRid = "ri.models.main.model.f351c142-0e4c-4b12-adc2-6e1539737ae9";
const branch = "ts/8e66 é?&#%2F";
const runtimeConfiguration = { minReplicas: 1, maxReplicas: 2, cpu: 1, memory: "256MiB" };
const request = { deploymentType: { type: "direct", modelRid, branch }, runtimeConfiguration };

const created = await create(request);
assert.deepEqual([created.branch, created.status.state], [branch, "STARTING"]);
const { rid } = created;
let shown;
for (let tries = 0; tries < 100 && !shown?.status.isReady; tries += 1) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  shown = await get(rid);
}
assert.equal(shown.status.state, "ACTIVE");
assert.deepEqual((await list({ modelRid, branch })).data.map((one) => one.rid), [rid]);
const wanted = { runtimeConfiguration: { ...runtimeConfiguration, cpu: 0.5 } };
assert.equal((await replace(rid, wanted)).runtimeConfiguration.cpu, 0.5);
assert.equal(await disable(rid), undefined);
assert.equal((await get(rid)).status.state, "DISABLED");
assert.equal(await start(rid), undefined);

const refused = (call, errorName, statusCode) =>
  assert.rejects(call, (error) => {
    assert.deepEqual([error.errorName, error.statusCode], [errorName, statusCode]);
    return true;
  });
await refused(() => create(request), "Default:Conflict", 409);
await refused(() => get("..%2F..%2Fetc%2Fpasswd"), "Default:InvalidArgument", 400);
await refused(() => get(`${rid}0`), "LiveDeploymentNotFound", 404);
await refused(
  () => replace(rid, { runtimeConfiguration: { ...runtimeConfiguration, threadCount: 300 } }),
  "ThreadCountTooHigh",
  400,
);
console.log("ok");
