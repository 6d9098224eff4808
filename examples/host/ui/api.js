/** Calls of the host, with the token that the user gave. */

const LIVE_DEPLOYMENTS = "/api/v2/models/liveDeployments";
const EXTRA = "/liveberth/v1";

/** An answer other than success: the error of the API, or none where nobody answered. */
export class Refusal extends Error {
  constructor(status, { errorName = "", parameters = {} } = {}) {
    super(errorName || "the host does not answer");
    this.status = status;
    this.errorName = errorName;
    this.parameters = parameters;
  }
}

export class Api {
  /** @param {{ token(): Promise<string>, refuse(token: string): void }} tokens */
  constructor(tokens) {
    this.tokens = tokens;
  }

  models() {
    return this.#call("GET", `${EXTRA}/models`);
  }

  limits(project) {
    return this.#call("GET", `${EXTRA}/limits?project=${encodeURIComponent(project)}`);
  }

  deployments() {
    return this.#call("GET", `${EXTRA}/liveDeployments`);
  }

  report(rid) {
    return this.#call("GET", `${EXTRA}/liveDeployments/${encodeURIComponent(rid)}`);
  }

  whatIf(text) {
    return this.#call("POST", `${EXTRA}/whatIf`, text);
  }

  create(text) {
    return this.#call("POST", `${LIVE_DEPLOYMENTS}?preview=true`, text);
  }

  /** @param {"start" | "disable"} action */
  act(rid, action) {
    const path = `${LIVE_DEPLOYMENTS}/${encodeURIComponent(rid)}/${action}`;
    return this.#call("POST", `${path}?preview=true`);
  }

  /** The document that the host answers; where it knows no such token, another one is asked for. */
  async #call(method, path, body) {
    for (;;) {
      const token = await this.tokens.token();
      const headers = { Authorization: `Bearer ${token}` };
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const response = await fetch(path, { method, headers, body }).catch(() => {
        throw new Refusal(0);
      });
      if (response.status === 401) {
        this.tokens.refuse(token);
        continue;
      }
      if (response.status === 204) return undefined;
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) throw new Refusal(response.status, answer);
      return answer;
    }
  }
}
