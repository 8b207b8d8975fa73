// Reminders on this device, where the browser has them; where not, the page says so.
(() => {
  const card = document.querySelector("[data-push]");
  const button = card.querySelector("[data-push-on]");
  const say = (what) => card.querySelectorAll("[data-push-says]").forEach((one) => { one.hidden = one.dataset.pushSays !== what; });
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const mark = async (text) => {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(hash), (octet) => octet.toString(16).padStart(2, "0")).join("");
  };
  const known = async (subscription) => {
    const line = subscription && card.querySelector(`[data-push-device="${await mark(subscription.endpoint)}"]`);
    if (!line) { return false; }
    line.querySelector("[data-push-this]").hidden = false;
    line.querySelector("[data-push-other]").hidden = true;
    return true;
  };
  const switchOn = async () => {
    if (await Notification.requestPermission() !== "granted") { say(Notification.permission === "denied" ? "denied" : ""); return; }
    const registration = await navigator.serviceWorker.register(card.dataset.worker, { scope: card.dataset.scope });
    const former = await registration.pushManager.getSubscription();
    // Another key of the installation, or somebody who ended it elsewhere: the browser makes a new one.
    if (former) { await former.unsubscribe(); }
    await new Promise((resolve) => {
      const coming = registration.active ? null : registration.installing || registration.waiting;
      if (!coming) { resolve(); return; }
      coming.addEventListener("statechange", () => { if (coming.state === "activated") { resolve(); } });
    });
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(card.dataset.key) });
    const { endpoint, keys } = made.toJSON();
    const answer = await fetch(card.dataset.add, {
      method: "POST", body: new URLSearchParams({ endpoint, ...keys }),
      headers: { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] },
    });
    if (answer.ok) { location.reload(); return; }
    await made.unsubscribe();
    const reason = card.querySelector("[data-push-reason]");
    reason.textContent = (await answer.json()).reason;
    reason.hidden = false;
  };
  const begin = async () => {
    if (!window.isSecureContext) { say("insecure"); return; }
    // Safari on iPhone and iPad alone says whether it was opened from the home screen, and has no reminders elsewhere.
    if (navigator.standalone === false && !("PushManager" in window)) { say("home-screen"); return; }
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) { say("unsupported"); return; }
    if (Notification.permission === "denied") { say("denied"); return; }
    const registration = await navigator.serviceWorker.getRegistration(card.dataset.scope);
    if (await known(registration && await registration.pushManager.getSubscription())) { return; }
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try { await switchOn(); } catch { say("failed"); }
      button.disabled = false;
    });
  };
  begin().catch(() => say("unsupported"));
})();
