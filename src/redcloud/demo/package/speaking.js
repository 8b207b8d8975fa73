// Speaks cmi5 with the platform that opened this unit: one token, launch data, statements in their order.
"use strict";

const cmi5 = (() => {
  const given = new URLSearchParams(location.search);
  const adl = "http://adlnet.gov/expapi/verbs/";
  const categories = "https://w3id.org/xapi/cmi5/context/categories/";
  const begun = Date.now();
  let token = "";
  let data = null;
  let last = Promise.resolve();

  const place = () => ({
    activityId: given.get("activityId"),
    agent: given.get("actor"),
    registration: given.get("registration"),
  });

  async function ask(method, path, query, body) {
    const address = new URL(path, given.get("endpoint"));
    Object.entries(query).forEach(([name, value]) => address.searchParams.set(name, value));
    const answer = await fetch(address, {
      method,
      headers: {
        Authorization: `Basic ${token}`,
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.status === 200 && method === "GET" ? answer.json() : null;
  }

  function id() {
    const octets = crypto.getRandomValues(new Uint8Array(16));
    octets[6] = (octets[6] & 15) | 64;
    octets[8] = (octets[8] & 63) | 128;
    const hex = [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function say(verb, result = {}) {
    const context = JSON.parse(JSON.stringify(data.contextTemplate));
    context.registration = given.get("registration");
    context.contextActivities.category = [{ id: `${categories}cmi5` }];
    if ("completion" in result || "success" in result) {
      context.contextActivities.category.push({ id: `${categories}moveon` });
    }
    const statement = {
      id: id(),
      actor: JSON.parse(given.get("actor")),
      verb: { id: adl + verb, display: { en: verb } },
      object: { objectType: "Activity", id: given.get("activityId") },
      context,
      timestamp: new Date().toISOString(),
    };
    if (verb !== "initialized") {
      statement.result = { ...result, duration: `PT${Math.round((Date.now() - begun) / 1000)}S` };
    }
    // One after the other: the order is part of what is said.
    last = last.then(() => ask("POST", "statements", {}, statement));
    return last;
  }

  return {
    part: given.get("part") || "practice",
    async begin() {
      const answer = await (await fetch(given.get("fetch"), { method: "POST" })).json();
      if (!answer["auth-token"]) throw new Error(answer["error-text"]);
      token = answer["auth-token"];
      data = await ask("GET", "activities/state", { ...place(), stateId: "LMS.LaunchData" });
      const own = { agent: given.get("actor"), profileId: "cmi5LearnerPreferences" };
      const preferences = (await ask("GET", "agents/profile", own)) || {};
      await say("initialized");
      return (preferences.languagePreference || "zh-CN").split(",")[0];
    },
    get counts() {
      return data.launchMode === "Normal";
    },
    get mastery() {
      return data.masteryScore || 0;
    },
    say,
    async reached() {
      const kept = await ask("GET", "activities/state", place());
      return kept.includes("reached") ? ask("GET", "activities/state", { ...place(), stateId: "reached" }) : null;
    },
    reach: (step) => ask("PUT", "activities/state", { ...place(), stateId: "reached" }, { step }),
    async leave() {
      await say("terminated");
      location.href = data.returnURL;
    },
  };
})();
