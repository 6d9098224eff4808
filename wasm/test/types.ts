// Compiled, never run: the types say what the scripts do.
import {
  checkCreateRequest,
  checkRuntimeConfiguration,
  runtimeConfigurationSchema,
  type DiagnosticCode,
  type RuntimeConfiguration,
} from "liveberth";
import { coerceRuntimeConfiguration, coerced } from "liveberth/coerce";
import { ControlPlane, type Effect } from "liveberth/control-plane";
import { de } from "liveberth/de";
import { checkReplaceRequestText, init, initSync } from "liveberth/init";
import { reword, type Catalogue } from "liveberth/words";

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
plane.step(0, {
  type: "create",
  rid: "ri.foundry-ml-live.main.live-deployment.a",
  project: "ri.compass.main.project.a",
  target: { type: "direct", modelRid: "ri.models.main.model.a", branch: "master" },
  configuration: { minReplicas: 1, maxReplicas: 3, cpu: 1, memory: "4GiB" },
});
const memory = plane.list()[0]?.runtimeConfiguration.memory;
void (memory satisfies string | null | undefined);
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

const schema = coerced(runtimeConfigurationSchema({ maxReplicas: 4 }), coerceRuntimeConfiguration);
const validated = schema["~standard"].validate({});
if (validated.issues) {
  const [first] = validated.issues;
  const keys: (string | number)[] | undefined = first?.path;
  const sentences: string[] = validated.issues.map((issue) => reword(issue, de).message);
  void [keys, sentences];
} else {
  const configuration: RuntimeConfiguration = validated.value;
  void configuration;
}
type Values = NonNullable<(typeof schema)["~standard"]["types"]>["input"];
const values: Values = { minReplicas: "1", gpu: { count: "", type: "T4" } };
void values;
// @ts-expect-error what a form holds of a number is a number or a text
const wrongValues: Values = { minReplicas: true };
void wrongValues;

const own: Catalogue = { required: (_parameters, path) => `${path}?` };
// @ts-expect-error a catalogue has no sentences for codes that there are not
const wrongCatalogue: Catalogue = { too_nice: () => "" };
void [own, wrongCatalogue];
