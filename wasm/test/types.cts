// Compiled, never run: the types that `require` finds.
import { checkRuntimeConfigurationText, runtimeConfigurationSchema } from "liveberth";
import { coerced } from "liveberth/coerce";
import { ControlPlane } from "liveberth/control-plane";

const ok: boolean = checkRuntimeConfigurationText("{}").ok;
const saved: string = ControlPlane.restore("{}").save();
const version: 1 = coerced(runtimeConfigurationSchema(), (values) => values)["~standard"].version;
void [ok, saved, version];
