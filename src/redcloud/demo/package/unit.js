// Shows one step at a time. Practice may be chosen again; a quiz is answered once, and completes either way.
"use strict";

(async () => {
  const [title, place, stage, next, leave] = ["title", "place", "stage", "next", "leave"].map((id) => document.getElementById(id));
  const isQuiz = cmi5.part === "quiz";
  let text = CONTENT.zh;
  let steps = [];
  let at = 0;
  let right = 0;

  function show() {
    place.textContent = text.words.place(at + 1, steps.length);
    next.hidden = true;
    const question = document.createElement("h2");
    question.textContent = steps[at].ask;
    stage.replaceChildren(question, ...steps[at].choices.map(([label, isRight, why]) => choice(label, isRight, why)));
  }

  function choice(label, isRight, why) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "choice";
    button.textContent = label;
    button.addEventListener("click", () => chosen(button, isRight, why));
    return button;
  }

  function chosen(button, isRight, why) {
    button.classList.add(isRight ? "right" : "other");
    button.setAttribute("aria-pressed", "true");
    if (why && button.nextElementSibling?.className !== "why") {
      const told = document.createElement("p");
      told.className = "why";
      told.textContent = `${isRight ? "✓" : "✗"} ${why}`;
      button.after(told);
    }
    if (isQuiz) {
      right += isRight ? 1 : 0;
      stage.querySelectorAll("button").forEach((one) => { one.disabled = true; });
    }
    if (isQuiz || isRight) {
      next.textContent = at + 1 < steps.length ? text.words.next : text.words.end;
      next.hidden = false;
      next.focus();
    }
  }

  async function forward() {
    next.disabled = true;
    at += 1;
    if (at < steps.length) {
      if (!isQuiz) await cmi5.reach(at);
      show();
    } else {
      await finish();
    }
    next.disabled = false;
  }

  async function finish() {
    if (cmi5.counts) {
      if (isQuiz) {
        const scaled = Math.round((right / steps.length) * 100) / 100;
        const success = scaled >= cmi5.mastery;
        await cmi5.say(success ? "passed" : "failed", { success, score: { scaled, raw: right, min: 0, max: steps.length } });
      }
      await cmi5.say("completed", { completion: true });
    }
    await cmi5.leave();
  }

  function failed() {
    stage.textContent = text.words.failed;
    next.hidden = true;
    leave.hidden = true;
  }

  try {
    const language = await cmi5.begin();
    if (language.startsWith("en")) {
      text = CONTENT.en;
      document.documentElement.lang = "en";
    }
    steps = text[cmi5.part] || text.practice;
    title.textContent = document.title = text.titles[cmi5.part] || text.titles.practice;
    leave.textContent = text.words.leave;
    const before = isQuiz || !cmi5.counts ? null : await cmi5.reached();
    at = Math.min(before?.step || 0, steps.length - 1);
    next.addEventListener("click", () => forward().catch(failed));
    leave.addEventListener("click", () => cmi5.leave().catch(failed));
    show();
  } catch {
    failed();
  }
})();
