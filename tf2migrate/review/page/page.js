"use strict";
(() => {
  const live = document.body.dataset.live === "yes";
  const $ = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll(".card")];
  const byKey = new Map(cards.map((card) => [card.dataset.key, card]));
  let state = {decisions: {}, applied: [], undo: null};
  let current = null;
  let hunk = null;

  // -- what is shown ------------------------------------------------------------------------------

  const filters = {file: $("by-file"), rule: $("by-rule"), safety: $("by-safety"), decision: $("by-decision")};

  const decisionOf = (card) =>
    state.applied.includes(card.dataset.key) ? "applied" : state.decisions[card.dataset.key] || "open";

  function passes(card) {
    const value = (name) => (filters[name] ? filters[name].value : "");
    return card.dataset.paths.includes(value("file").trim().toLowerCase())
      && (!value("rule") || card.dataset.rules.split(" ").includes(value("rule")))
      && (!value("safety") || card.dataset.safety === value("safety"))
      && (!value("decision") || decisionOf(card) === value("decision"));
  }

  const shown = () => cards.filter((card) => !card.hidden);

  function filter() {
    for (const card of cards) card.hidden = !passes(card);
    const number = shown().length;
    if ($("shown")) $("shown").textContent = number === cards.length ? "" : `${number} of ${cards.length} shown`;
    $("none-shown").hidden = number > 0 || cards.length === 0;
  }

  function measure() {
    const top = document.querySelector(".top");
    const height = getComputedStyle(top).position === "sticky" ? top.offsetHeight : 0;
    document.documentElement.style.setProperty("--top", `${height}px`);
  }

  // -- where the reader is ------------------------------------------------------------------------

  function go(card, scroll = true) {
    if (!card) return;
    if (current) current.classList.remove("current");
    if (hunk) hunk.classList.remove("here");
    hunk = null;
    current = card;
    card.classList.add("current");
    card.focus({preventScroll: true});
    if (scroll) card.scrollIntoView({block: "start"});
  }

  function step(by) {
    const list = shown();
    const at = list.indexOf(current);
    go(list[at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1)]);
  }

  function stepHunk(by) {
    if (!current) return step(0);
    fold(current, false);
    const list = [...current.querySelectorAll(".hunk")];
    const next = list[Math.min(Math.max(list.indexOf(hunk) + by, 0), list.length - 1)];
    if (!next) return;
    if (hunk) hunk.classList.remove("here");
    hunk = next;
    hunk.classList.add("here");
    hunk.scrollIntoView({block: "start"});
  }

  function nextOpen() {
    const list = shown();
    const from = list.indexOf(current);
    return [...list.slice(from + 1), ...list.slice(0, from)].find((card) => decisionOf(card) === "open");
  }

  function fold(card, folded = !card.classList.contains("folded")) {
    card.classList.toggle("folded", folded);
    card.querySelector(".fold").setAttribute("aria-expanded", String(!folded));
  }

  function reasons(card) {
    const list = [...card.querySelectorAll(".why")];
    const open = list.some((one) => !one.open);
    for (const one of list) one.open = open;
  }

  // -- decisions ----------------------------------------------------------------------------------

  function say(text, bad = false) {
    const box = $("message");
    box.textContent = text;
    box.classList.toggle("bad", bad);
    box.hidden = !text;
    measure();
  }

  async function send(path, body) {
    let answer;
    try {
      answer = await fetch(path, body === undefined ? {} : {
        method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
    } catch {
      say("The server does not answer: start tf2migrate review again. What was decided is kept.", true);
      return null;
    }
    const told = await answer.json().catch(() => ({message: `The server answered ${answer.status}.`}));
    if (told.state) update(told.state);
    say(told.message || "", !answer.ok || Boolean(told.failed));
    return answer.ok ? told : null;
  }

  function update(told) {
    state = told;
    for (const card of cards) {
      const decision = decisionOf(card);
      const pill = card.querySelector("[data-decision]");
      pill.textContent = decision === "open" ? "" : decision;
      pill.classList.toggle("applied", decision === "applied");
      for (const [name, wanted] of [["accept", "accepted"], ["reject", "rejected"]]) {
        const button = card.querySelector(`.${name}`);
        button.setAttribute("aria-pressed", String(decision === wanted));
        button.disabled = decision === "applied";
      }
    }
    const count = (wanted) => cards.filter((card) => decisionOf(card) === wanted).length;
    const accepted = count("accepted");
    const parts = [`${cards.length - count("open")} of ${cards.length} decided`];
    for (const name of ["accepted", "rejected", "applied"]) if (count(name)) parts.push(`${count(name)} ${name}`);
    $("progress").textContent = parts.join(", ");
    $("apply").disabled = accepted === 0;
    $("apply").textContent = accepted ? `Apply ${accepted} accepted` : "Apply";
    $("undo").hidden = !state.undo;
    $("undo").title = state.undo || "";
    filter();
  }

  async function decide(list, decision) {
    const keys = list.filter((card) => decisionOf(card) !== "applied").map((card) => card.dataset.key);
    return keys.length ? send("decide", {keys, decision}) : null;
  }

  async function decideCurrent(decision) {
    if (!current || decisionOf(current) === "applied") return;
    const card = current;
    if (!await decide([card], decision)) return;
    if (decision === "open") return fold(card, false);
    fold(card, true);
    const next = nextOpen();
    if (next) go(next);
  }

  const confirmed = (list, word) => {
    const open = list.filter((card) => decisionOf(card) !== "applied");
    return open.length > 0 && (open.length === 1 || confirm(`${word} ${open.length} suggestions?`)) ? open : [];
  };

  async function decideAll(list, decision, word) {
    const doubted = decision === "accepted" ? list.filter((card) => card.dataset.verdict === "different") : [];
    const chosen = confirmed(list.filter((card) => !doubted.includes(card)), word);
    if (chosen.length && await decide(chosen, decision)) for (const card of chosen) fold(card, true);
    if (doubted.length)
      say(`Left out, because the verifier found a difference: ${doubted.length}. Look at each by itself.`);
  }

  async function quit() {
    if (!await send("quit", {})) return;
    document.body.dataset.live = "no";
    for (const button of document.querySelectorAll(".actions button, .choice button, .bulk button, .of-rule"))
      button.disabled = true;
    say("The review has ended. You can close this page.");
  }

  // -- keys and buttons ---------------------------------------------------------------------------

  const keys = {
    j: () => step(1), k: () => step(-1), n: () => stepHunk(1), p: () => stepHunk(-1),
    o: () => current && fold(current), w: () => current && reasons(current),
    "/": () => filters.file && filters.file.focus(),
    "?": () => $("help").showModal(),
  };
  if (live) Object.assign(keys, {
    a: () => decideCurrent("accepted"), r: () => decideCurrent("rejected"), u: () => decideCurrent("open"),
    A: () => decideAll(shown(), "accepted", "Accept"),
  });

  document.addEventListener("keydown", (event) => {
    if ($("help").open) return;
    if (live && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (!$("apply").disabled) $("apply").click();
      return event.preventDefault();
    }
    if (event.key === "Escape" && event.target === filters.file) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  for (const control of Object.values(filters))
    for (const name of ["input", "change"]) if (control) control.addEventListener(name, filter);
  if ($("filters")) $("filters").addEventListener("submit", (event) => event.preventDefault());
  if ($("help-button")) $("help-button").addEventListener("click", () => $("help").showModal());
  for (const card of cards) {
    card.querySelector(".fold").addEventListener("click", () => fold(card));
    card.addEventListener("pointerdown", () => card !== current && go(card, false));
    if (!live) continue;
    for (const [name, decision] of [["accept", "accepted"], ["reject", "rejected"]])
      card.querySelector(`.${name}`).addEventListener("click", async () => {
        const taken = decisionOf(card) === decision;
        go(card, false);
        if (await decide([card], taken ? "open" : decision)) fold(card, !taken);
      });
    for (const button of card.querySelectorAll(".of-rule"))
      button.addEventListener("click", () => decideAll(
        cards.filter((one) => one.dataset.rules.split(" ").includes(button.dataset.rule)), "accepted", "Accept"));
  }
  if (live) {
    $("accept-shown").addEventListener("click", () => decideAll(shown(), "accepted", "Accept"));
    $("reject-shown").addEventListener("click", () => decideAll(shown(), "rejected", "Reject"));
    $("apply").addEventListener("click", () => send("apply", {}));
    $("undo").addEventListener("click", () => send("undo", {}));
    $("quit").addEventListener("click", quit);
    send("state").then((told) => {
      if (told) for (const card of cards) fold(card, decisionOf(card) !== "open");
    });
  }
  addEventListener("resize", measure);
  measure();
  filter();
})();
