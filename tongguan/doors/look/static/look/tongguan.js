/* The one script of ours: inspections go on while the connection is gone, and drafts lose nothing while the house
is slow (at the end).

As a page of inspections: forms with `data-queue` are kept on this phone (IndexedDB) under a number of their own, and sent in
their order as soon as the house answers; the house does what has a number once, however often it comes. What it
does not take stays here, with its reason, until the officer sends it again or removes it.
As a worker (the same file): keeps the pages of inspections, and gives them while the house is away. */
"use strict";
const SHELF = "inspections-1";
const KEPT = /^\/(inspection\/(?!photo|shown|worker)|static\/)/;
const PAGES = ["token", "csrfmiddlewaretoken"]; // fields that belong to the page as it was, not to what was done

if (typeof document === "undefined") {
  addEventListener("install", (event) => event.waitUntil(skipWaiting()));
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    const { request } = event, { pathname, origin } = new URL(request.url);
    if (origin !== location.origin) return;
    if (pathname === "/account/logout/" && request.method === "POST") event.waitUntil(caches.delete(SHELF));
    else if (request.method === "GET" && KEPT.test(pathname)) event.respondWith(freshOrKept(request));
  });
} else {
  addEventListener("DOMContentLoaded", () => {
    if (document.getElementById("line")) begin();
    const draft = document.querySelector("form.filling");
    if (draft) beginDraft(draft);
  });
}

async function freshOrKept(request) {
  const coming = fetch(request), slow = new Promise((_, late) => setTimeout(late, 8000));
  const keep = coming.then(async (answer) => {
    const shelf = await caches.open(SHELF);
    if (answer.ok && answer.type === "basic" && !answer.redirected) await shelf.put(request.url, answer.clone());
    else if (answer.type === "opaqueredirect") await caches.delete(SHELF); // signed out: nothing stays behind
    return answer;
  });
  try {
    return await Promise.race([keep, slow]);
  } catch {
    return (await (await caches.open(SHELF)).match(request.url, { ignoreVary: true })) || keep;
  }
}

let store, line, words, away = false, signedOut = false, sentAt = "";

async function begin() {
  line = document.getElementById("line");
  words = line.dataset;
  try { store = await opened(); } catch { return; } // without a place to keep things, forms are sent as ever
  document.addEventListener("submit", submitted, true);
  for (const name of ["online", "offline"]) addEventListener(name, send);
  setInterval(async () => { if (away || signedOut || (await mine()).length) send(); }, 10000);
  await send();
  if (navigator.serviceWorker) keepPages();
}

async function keepPages() {
  const worker = navigator.serviceWorker;
  await worker.register(words.worker, { scope: "/" });
  await worker.ready;
  if (!worker.controller) await new Promise((go) => worker.addEventListener("controllerchange", go, { once: true }));
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((one) => one.href);
  for (const one of document.scripts) parts.push(one.src);
  for (const one of [...document.querySelectorAll("a[data-keep]")].slice(0, 30)) parts.push(one.href);
  for (const one of new Set([location.href, ...parts])) await fetch(one).catch(() => 0);
  document.documentElement.dataset.kept = "yes";
}

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("tongguan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "n", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

function shelf(mode, ask) {
  return new Promise((done, failed) => {
    const all = store.transaction("waiting", mode, { durability: "strict" });
    const asked = ask(all.objectStore("waiting"));
    all.oncomplete = () => done(asked.result);
    all.onabort = all.onerror = () => failed(all.error);
  });
}
const everything = () => shelf("readonly", (all) => all.getAll());
const mine = async () => (await everything()).filter((one) => one.person === words.person);
const number = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

async function submitted(event) {
  const form = event.target;
  if (!form.dataset.queue) return;
  event.preventDefault();
  const fields = [...new FormData(form, event.submitter)];
  const one = { token: number(), person: words.person, url: form.action.split("#")[0], label: form.dataset.queue, made: Date.now(),
    does: fields.findLast(([name]) => name === "do")[1], fields, problem: "" };
  try { await shelf("readwrite", (all) => all.put(one)); } catch { alert(words.full); return; } // the form keeps what was typed
  form.reset();
  send();
}

/* One window sends at a time, each entry in its order; what was not taken holds back what follows on its page. */
function send() {
  return navigator.locks ? navigator.locks.request("tongguan-send", sendAll) : sendAll();
}

async function sendAll() {
  const stopped = new Set();
  let done = 0;
  away = !navigator.onLine;
  signedOut = false;
  for (const one of away ? [] : await mine()) {
    if (one.problem) stopped.add(one.url);
    if (stopped.has(one.url)) continue;
    const body = new FormData();
    for (const [name, value] of one.fields) if (!PAGES.includes(name)) body.append(name, value);
    body.set("token", one.token);
    body.set("age", Math.max(0, Math.round((Date.now() - one.made) / 1000)));
    let answer, told;
    try {
      const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
      answer = await fetch(one.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(60000) });
      told = answer.status === 200 || answer.status === 409 ? await answer.json() : null;
    } catch { away = true; break; }
    if (answer.type === "opaqueredirect" || answer.status === 403) { signedOut = true; break; }
    if (answer.status >= 500) { away = true; break; }
    if (told && told.done) {
      await shelf("readwrite", (all) => all.delete(one.n));
      sentAt = new Date().toTimeString().slice(0, 5);
      done += 1;
    } else {
      one.problem = told ? told.words : String(answer.status);
      await shelf("readwrite", (all) => all.put(one));
      stopped.add(one.url);
    }
  }
  if (done || (!away && document.documentElement.dataset.stale)) await renew();
  await show();
}

/* Takes in the page as the house has it now, unless something is being typed. */
async function renew() {
  const typed = [...document.querySelectorAll("#visit :is(input, textarea, select)")].some((one) =>
    one.type === "hidden" ? false : one.type === "file" ? one.files.length : one.type === "checkbox" ? one.checked
      : one.tagName === "SELECT" ? one.selectedIndex > 0 && !one.options[one.selectedIndex].defaultSelected
      : one.value !== one.defaultValue);
  document.documentElement.dataset.stale = "yes";
  if (typed) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.getElementById("visit");
    if (!fresh) return;
    const here = document.activeElement, was = document.getElementById("visit"), inside = was.contains(here);
    was.replaceWith(document.adoptNode(fresh));
    const again = document.getElementById(here.id);
    if (inside) (again?.checkVisibility() ? again : fresh).focus(); // who works by keyboard goes on from here
    delete document.documentElement.dataset.stale;
  } catch { away = true; }
}

async function show() {
  const all = await everything(), own = all.filter((one) => one.person === words.person);
  const waiting = own.filter((one) => !one.problem).length, stopped = own.length - waiting;
  const said = [signedOut ? words.signIn : away ? words.offline : words.online];
  if (waiting) said.push(words.waiting.replace("{n}", waiting));
  if (stopped) said.push(words.stopped.replace("{n}", stopped));
  if (sentAt && !waiting) said.push(words.sent.replace("{time}", sentAt));
  if (all.length > own.length) said.push(words.others.replace("{n}", all.length - own.length));
  const shape = stopped ? "alert" : away || signedOut ? "open" : waiting ? "half" : "full";
  line.querySelector("use").setAttribute("href", `#${shape}`);
  const text = said.join(" · "), place = line.querySelector("#line-words span");
  if (place.textContent !== text) place.textContent = text;
  line.querySelector("#line-in").hidden = !signedOut;
  const list = document.getElementById("line-list"), told = JSON.stringify(own.map((one) => [one.n, one.token, one.problem]));
  if (list.dataset.told !== told) list.replaceChildren(...own.map(entry)); // else a button in it keeps its focus
  list.dataset.told = told;
  const here = new Set(own.filter((one) => one.url === location.href.split("#")[0]).map((one) => one.does));
  for (const part of document.querySelectorAll("[data-after]")) part.hidden = !here.has(part.dataset.after);
  for (const part of document.querySelectorAll("[data-until]")) part.hidden = here.has(part.dataset.until);
}

function entry(one) {
  const item = document.createElement("li"), told = document.createElement("span");
  const time = new Date(one.made).toTimeString().slice(0, 5);
  told.textContent = `${one.label} · ${time} · ${one.problem || words.kept}`;
  item.append(told);
  if (!one.problem) return item;
  item.className = "error";
  const again = document.createElement("button"), drop = document.createElement("button");
  again.textContent = words.again;
  again.onclick = async () => {
    await shelf("readwrite", (all) => all.put({ ...one, problem: "", token: number() }));
    send();
  };
  drop.textContent = words.drop;
  drop.onclick = async () => {
    if (!confirm(words.sure)) return;
    await shelf("readwrite", (all) => all.delete(one.n));
    send();
  };
  item.append(again, drop);
  return item;
}

/* A draft is saved as it is typed, and each answer tells which fields apply now. A field that is on the page is
moved, never made anew (hx-preserve); one that is being typed into stays where it is, and one that applies no longer
stays as long as it holds something: its own answer says what becomes of that. Whoever leaves sends what is left. */
function beginDraft(form) {
  const { turn } = form.elements, said = () => document.getElementById("saved");
  let kept = turn.value; // all that was typed up to this turn is saved, or on its way with the whole form
  form.addEventListener("submit", () => { kept = turn.value; });
  addEventListener("pagehide", () => {
    const stated = new FormData(form);
    for (const one of form.querySelectorAll("[type=file]")) stated.delete(one.name);
    if (kept !== turn.value) navigator.sendBeacon(`${form.action}save/`, new URLSearchParams(stated));
  });
  form.addEventListener("input", () => { turn.value = Number(turn.value) + 1; }, true);
  form.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { target, fragment } = detail, here = document.activeElement;
    queueMicrotask(() => here.isConnected && here.focus()); // a browser that cannot move it with its focus
    const leaves = target.matches(".field") && !fragment.childElementCount;
    if (leaves) detail.shouldSwap = !target.contains(here) && !holds(target);
    for (const one of fragment.querySelectorAll(".field"))
      if (document.getElementById(one.id)?.contains(here)) one.remove();
    if (target.matches(".elements"))
      for (const one of [...target.children])
        if (holds(one) && !fragment.querySelector(`#${CSS.escape(one.querySelector("input").id)}`))
          fragment.querySelector(".elements").append(one);
  });
  form.addEventListener("input", ({ target }) => target.closest(".elements") && divide(target), true);
  form.addEventListener("htmx:afterSettle", () => {
    for (const first of form.querySelectorAll(".element:first-child input")) divide(first);
    for (const one of form.querySelectorAll(".also .count"))
      one.textContent = one.closest(".also").querySelectorAll(".field").length;
    for (const one of form.querySelectorAll("[aria-describedby]"))
      one.closest(".field")?.querySelector(".note .error") ? one.setAttribute("aria-invalid", "true") : one.removeAttribute("aria-invalid");
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.verb !== "post") return;
    const sent = detail.requestConfig.parameters;
    if (detail.successful) { // a name that was typed is shown as the code that it became, once it is left
      for (const one of form.querySelectorAll("[data-code]")) {
        const field = document.getElementById(one.dataset.of);
        if (field && field !== document.activeElement && sent[field.name] === field.value) field.value = one.dataset.code;
      }
      return void (kept = sent.turn ?? kept);
    }
    said().textContent = said().dataset.unsaved;
    said().classList.add("error");
  });
  for (const one of form.querySelectorAll(".field :is(input, select, textarea):not([type=file])"))
    if (differs(one)) for (const told of ["input", "change"]) one.dispatchEvent(new Event(told, { bubbles: true }));
}

/* Whether something else stands in an entry than the house gave it: stated before this script had come. */
function differs(one) {
  if (one.type === "checkbox") return one.checked !== one.defaultChecked;
  const given = one.options && [...one.options].find((option) => option.defaultSelected) || one.options?.[0];
  return one.value !== (one.options ? given?.value ?? "" : one.defaultValue);
}

/* Whether something is stated in a field. */
function holds(field) {
  return [...field.querySelectorAll("input:not([type=hidden]), select, textarea")].some((one) =>
    one.type === "checkbox" ? one.checked !== one.defaultChecked : one.value !== "");
}

/* A text with strokes that is put into one entry is divided among it and those that follow, if they are free. */
function divide(entry) {
  const texts = entry.value.split("|").map((one) => one.trim()), all = [...entry.closest(".elements").querySelectorAll("input")];
  const those = all.slice(all.indexOf(entry)).slice(0, texts.length), last = those.at(-1);
  const free = those.every((one, n) => n === 0 || !texts[n] || !one.value || one.value === texts[n]);
  if (texts.length < 2 || those.length < texts.length || !free) return;
  those.forEach((one, n) => { one.value = texts[n] || (n ? one.value : ""); });
  if (document.activeElement === entry) last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
}
