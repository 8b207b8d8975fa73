// What a package must not be able to do. Each try says what came of it; "kept out" is what the test wants.
"use strict";
const elsewhere = document.currentScript.dataset.elsewhere;

async function tried(what) {
  try {
    const found = await what();
    return "got: " + String(found).slice(0, 80);
  } catch (problem) {
    return "kept out";
  }
}

function loaded(element, place) {
  return new Promise((resolve, reject) => {
    element.onload = () => resolve("loaded");
    element.onerror = () => reject(new Error("not loaded"));
    document.body.append(element);
    setTimeout(() => reject(new Error("nothing came")), 1500);
  });
}

function framed(address) {
  const frame = document.createElement("iframe");
  frame.src = address;
  document.body.append(frame);
  return new Promise((resolve) => setTimeout(resolve, 800)).then(() => {
    frame.remove();
    return "nothing";
  });
}

window.harm = async (ask, given) => {
  const platform = new URL(given.get("endpoint")).origin;
  const image = new Image();
  image.src = elsewhere + "/image.png";
  const script = document.createElement("script");
  script.src = elsewhere + "/script.js";
  const other = JSON.stringify({ account: { homePage: "https://example.org", name: "somebody" } });
  const answer = async (path, query) => (await ask("GET", path, query)).status;
  const report = {
    cookie: await tried(() => document.cookie),
    store: await tried(() => localStorage.length),
    database: await tried(() => indexedDB.open("x") && "opened"),
    worker: await tried(() => navigator.serviceWorker.register("unit.js")),
    page: await tried(() => fetch(platform + "/start/", { credentials: "include" }).then((one) => one.text())),
    ownPage: await tried(() => fetch(platform + "/portrait/", { mode: "no-cors" })),
    elsewhere: await tried(() => fetch(elsewhere + "/fetch", { mode: "no-cors" })),
    image: await tried(() => loaded(image)),
    script: await tried(() => loaded(script)),
    opener: window.opener === null && window.parent === window ? "kept out" : "got: a window of the platform",
    origin: self.origin,
    others: await answer("statements", { agent: other }),
    othersState: await answer("activities/state", { activityId: given.get("activityId"), agent: other }),
    about: await answer("agents/profile", { agent: other, profileId: "cmi5LearnerPreferences" }),
  };
  navigator.sendBeacon && (await tried(() => navigator.sendBeacon(elsewhere + "/beacon", "x")));
  await framed(elsewhere + "/frame");
  await framed(platform + "/start/");
  document.body.dataset.report = JSON.stringify(report);
};
