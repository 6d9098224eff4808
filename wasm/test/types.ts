// Compiled, never run: the types say what the scripts do.
import { checkCreateRequest, checkRuntimeConfiguration, type DiagnosticCode } from "liveberth";
import { ControlPlane, type Effect } from "liveberth/control-plane";
import { checkReplaceRequestText, init, initSync } from "liveberth/init";

const answer = checkRuntimeConfiguration({ minReplicas: 1 }, { gpus: { T4: 4 } });
if (answer.ok) {
  const sources: string[] = answer.normalized.sources;
  void sources;
} else {
  const codes: DiagnosticCode[] = answer.diagnostics.map((diagnostic) => diagnostic.code);
  void codes;
  // @ts-expect-error a refused document has no normal form
  answer.normalized.sources;
}

const created = checkCreateRequest("anything");
if (created.ok) {
  const branch: string = created.normalized.deploymentType.branch;
  void branch;
}

// @ts-expect-error a GPU type is one of the list
checkRuntimeConfiguration({}, { gpus: { T5: 1 } });
// @ts-expect-error a text is a string
checkReplaceRequestText({});

// @ts-expect-error a code is one of the list
const code: DiagnosticCode = "too_nice";
void code;

const plane = new ControlPlane({ placementPolicy: "first-fit" });
const effects: Effect[] = plane.step(0, { type: "replicaReady", replica: 1, attempt: 1 });
for (const effect of effects) {
  if (effect.type === "launch") {
    const threads: number = effect.template.threads;
    void threads;
  }
}
// @ts-expect-error an input has all its members
plane.step(0, { type: "replicaReady", replica: 1 });
const wake: number | undefined = plane.nextWake();
void wake;
plane.status("ri.foundry-ml-live.main.live-deployment.a")?.replicas[0]?.placement?.node;

void init(new URL("https://example.com/check.wasm"));
initSync(new Uint8Array());
