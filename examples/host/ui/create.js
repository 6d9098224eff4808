/** The form: checked at every keystroke, sent once it is right. */
import { showAdvice } from "./advice.js";
import { Refusal } from "./api.js";
import { hintAtGpus, offerBranches, offerLimits, offerModels, offerUnits } from "./choices.js";
import { Forecast } from "./forecast.js";
import { Problems } from "./problems.js";
import { showReadBack } from "./read-back.js";
import { rightPart, showReadings } from "./readings.js";
import { problemOf, variablePath } from "./refusals.js";
import { requestText } from "./request.js";
import { Rows } from "./rows.js";

const form = document.getElementById("create");
const model = document.getElementById("model");

/**
 * Brings the form to life.
 *
 * @param {{ api, check, announce, created: () => void }} parts `check` is the package's
 *   `checkCreateRequestText`; undefined where the package is not there
 */
export async function startForm({ api, check, announce, created }) {
  const problems = new Problems({ form, summary: document.getElementById("summary"), announce });
  const forecast = new Forecast({ api, announce });
  const variables = rows("variable", "variables");
  const sources = rows("source", "sources");
  let limits;
  let project;
  let lastQuestion;
  let models = [];

  function rows(kind, list) {
    return new Rows({
      list: document.getElementById(list),
      template: document.getElementById(kind),
      button: document.getElementById(`add-${kind}`),
      changed: () => refresh(),
    });
  }

  /** What the form says, as the text to check and to send. */
  function read() {
    const variableRows = variables.read();
    for (const { nameInput, valueInput, name } of variableRows) {
      nameInput.dataset.path = variablePath(name);
      valueInput.dataset.path = `${variablePath(name)}/`;
    }
    const sourceRows = sources.read();
    sourceRows.forEach(({ nameInput }, index) => {
      nameInput.dataset.path = `/runtimeConfiguration/sources/${index}`;
    });
    const names = sourceRows.map(({ name }) => name);
    return { text: requestText(typed, variableRows, names), sources: names };
  }

  function refresh() {
    hintAtGpus(limits ?? NO_LIMITS, typed(GPU_TYPE), typed(GPU_COUNT) !== "");
    if (check === undefined) {
      problems.set([]);
      showReadBack(undefined, "Shown where the live check is there.");
      return true;
    }
    const { text } = read();
    const answer = check(text, limits);
    const errors = answer.diagnostics.filter(({ severity }) => severity === "error");
    const warnings = answer.diagnostics.filter(({ severity }) => severity === "warning");
    problems.set(errors);
    showAdvice(answer.ok ? warnings : [], (warning) => problems.find(warning));
    showReadBack(answer, "Shown as soon as everything is right.");
    readBackFields(errors);
    forecast.of(project, answer.ok ? JSON.parse(text).runtimeConfiguration : undefined);
    return answer.ok;
  }

  /** Shows beside each field what the platform makes of it, whatever is wrong with others. */
  function readBackFields(errors) {
    const right = rightPart(typed, errors, limits ?? NO_LIMITS);
    const { normalized } = check(requestText(right.typed, [], []), limits);
    const isRead = (path) => typed(path) !== "" && right.isRight(path);
    showReadings(normalized?.runtimeConfiguration, isRead);
  }

  async function chooseModel() {
    const chosen = models.find(({ modelRid }) => modelRid === model.value);
    if (chosen === undefined) return;
    offerBranches(chosen.branches);
    const question = api.limits(chosen.projectRid);
    lastQuestion = question;
    const answer = await question;
    if (question !== lastQuestion) return;
    project = chosen.projectRid;
    limits = answer;
    offerLimits(limits);
    refresh();
  }

  async function submit() {
    const isRight = refresh();
    problems.submit();
    if (!isRight) return;
    const { text, sources: names } = read();
    try {
      const { branch } = await api.create(text);
      announce(`${branch} is being deployed`);
      problems.reset();
      forecast.renew(project, JSON.parse(text).runtimeConfiguration);
      created();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      problems.set([problemOf(refusal, names)]);
      problems.submit();
    }
  }

  form.addEventListener("input", refresh);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    submit().finally(() => form.setAttribute("aria-busy", "false"));
  });
  model.addEventListener("change", chooseModel);

  offerUnits();
  offerLimits(NO_LIMITS);
  refresh();
  const offered = await api.models();
  models = offered.data;
  offerModels(offered);
  await chooseModel();
}

const GPU_TYPE = "/runtimeConfiguration/gpu/type";
const GPU_COUNT = "/runtimeConfiguration/gpu/count";

/** What holds until the host has said what it permits: the core's own defaults. */
const NO_LIMITS = {
  maxReplicas: 1000,
  maxThreadCount: 256,
  defaultThreadCount: 32,
  defaultCpu: 1000,
  defaultMemory: 2 ** 32,
};

/** What is typed into the field at a path, without spaces around it. */
function typed(path) {
  return form.querySelector(`:is(input, select)[data-path="${path}"]`).value.trim();
}
