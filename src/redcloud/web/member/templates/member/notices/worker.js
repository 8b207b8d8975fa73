// Shows reminders and nothing else: it keeps no page, answers no request, and knows no content.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : null;
  if (!said) { return; }
  // One at a time: a reminder that comes twice, or a day later, takes the place of the one before.
  event.waitUntil(self.registration.showNotification(said.title, {
    tag: "news", data: said, actions: [{ action: "stop", title: said.stop }],
  }));
});
self.addEventListener("notificationclick", (event) => {
  const said = event.notification.data;
  event.notification.close();
  if (event.action !== "stop") {
    event.waitUntil(self.clients.openWindow(said.open));
    return;
  }
  event.waitUntil(fetch(said.end, { method: "POST", credentials: "omit" }).then(async (answer) => {
    if (!answer.ok) { return self.clients.openWindow(said.end); }
    const subscription = await self.registration.pushManager.getSubscription();
    if (subscription) { await subscription.unsubscribe(); }
    return self.registration.showNotification(said.stopped, { tag: "news", data: said });
  }, () => self.clients.openWindow(said.end)));
});
