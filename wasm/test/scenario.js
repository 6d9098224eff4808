/**
 * Replays a scenario of the core: each call with its answer in the line behind it.
 */
export function replay(scenario, ControlPlane) {
  const plane = new ControlPlane();
  const isAnswer = (line) => line !== "" && !"#>?".includes(line[0]);
  const lines = [];
  for (const line of scenario.split("\n").filter((line) => !isAnswer(line))) {
    lines.push(line);
    if (line.startsWith("> ")) {
      const [, now, input] = /^> (\d+) (.*)$/.exec(line);
      lines.push(answer(() => plane.step(Number(now), JSON.parse(input))));
    } else if (line.startsWith("? ")) {
      const [, call, argument] = /^\? (\S+) ?(.*)$/.exec(line);
      lines.push(answer(() => read(plane, call, argument)));
    }
  }
  return lines.join("\n");
}

function read(plane, call, argument) {
  const names = { limits: "limitsOf", wake: "nextWake" };
  const takesObject = ["whatIf", "compare", "repack"];
  if (takesObject.includes(call)) return plane[call](JSON.parse(argument));
  return plane[names[call] ?? call](argument);
}

/** An answer's bytes; a saved state is text already. */
function answer(call) {
  try {
    const value = call();
    if (value === undefined) return "! deployment_not_found";
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch (error) {
    return `! ${error.code}`;
  }
}
