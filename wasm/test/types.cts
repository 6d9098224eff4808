// Compiled, never run: the types that `require` finds.
import { checkRuntimeConfigurationText } from "liveberth";
import { ControlPlane } from "liveberth/control-plane";

const ok: boolean = checkRuntimeConfigurationText("{}").ok;
const saved: string = ControlPlane.restore("{}").save();
void [ok, saved];
